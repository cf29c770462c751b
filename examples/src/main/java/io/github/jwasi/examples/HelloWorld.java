package io.github.jwasi.examples;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Path;

/** Runs a program whose output is this process's output. */
public final class HelloWorld {
    private HelloWorld() {}

    /**
     * Runs {@code hello.wat}.
     *
     * @param args none
     * @throws IOException if the module cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compile(Path.of("hello/hello.wat"));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.exit(wasi.start(instance));
        }
    }
}
