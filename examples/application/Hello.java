package com.example.application;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.util.ArrayList;
import java.util.List;

/** Runs the guest that is in this module, with the words of the command line. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) throws Exception {
        var words = new ArrayList<>(List.of("hello"));
        words.addAll(List.of(args));
        try (var guest = Hello.class.getResourceAsStream("hello.wat");
                var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args(words)
                        .build();
                var module = WebAssembly.compile(guest);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.exit(wasi.start(instance));
        }
    }
}
