package com.example.springboot;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;

/** Runs the guest that is in the jar. */
public final class Hello {
    private Hello() {}

    public static void main(String[] args) throws Exception {
        try (var guest = Hello.class.getResourceAsStream("/hello.wat");
                var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compile(guest);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.exit(wasi.start(instance));
        }
    }
}
