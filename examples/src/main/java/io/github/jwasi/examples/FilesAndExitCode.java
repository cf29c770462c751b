package io.github.jwasi.examples;

import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Gives a C program arguments, a variable and one directory, and keeps what it prints. */
public final class FilesAndExitCode {
    private FilesAndExitCode() {}

    /**
     * Runs {@code c-files.wasm}.
     *
     * @param args none
     * @throws IOException if a file cannot be read
     */
    public static void main(String[] args) throws IOException {
        var data = Files.createTempDirectory("jwasi-example");
        Files.writeString(data.resolve("input.txt"), "notes\n");
        var printed = Output.capture();
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("c-files", "/sandbox", "7")
                        .env("LANG", "C.UTF-8")
                        .preopen("/sandbox", data)
                        .stdout(printed)
                        .build();
                var module = WebAssembly.compile(Path.of("guests/c-files/c-files.wasm"));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            int exitCode = wasi.start(instance);
            System.out.print(printed.text());
            System.out.println("exit code " + exitCode);
            System.out.print("output.txt: " + Files.readString(data.resolve("output.txt")));
        }
    }
}
