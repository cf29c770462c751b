package com.example.webapplications;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/** Answers with what the guest prints. */
@WebServlet("/hello")
public final class HelloServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var output = new ByteArrayOutputStream();
        try (var guest = HelloServlet.class.getResourceAsStream("/hello.wat");
                var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdout(output)
                        .build();
                var module = WebAssembly.compile(guest);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.start(instance);
        }
        output.writeTo(response.getOutputStream());
    }
}
