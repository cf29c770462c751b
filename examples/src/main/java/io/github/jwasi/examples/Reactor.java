package io.github.jwasi.examples;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Calls the exported functions of a C library, with numbers and with text in its memory. */
public final class Reactor {
    private Reactor() {}

    /**
     * Calls {@code reactor.wasm}.
     *
     * @param args none
     * @throws IOException if the module cannot be read
     */
    public static void main(String[] args) throws IOException {
        try (var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compile(Path.of("guests/reactor/reactor.wasm"));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.initialize(instance);
            System.out.println("add(2, 3) = " + instance.function("add").call(2, 3));

            var memory = instance.memory("memory");
            var name = "Jane".getBytes(StandardCharsets.UTF_8);
            int address = (int) instance.function("malloc").call(name.length);
            memory.write(address, name);
            int greeting = (int) instance.function("greet").call(address, name.length);
            System.out.println(memory.readString(greeting + 4, memory.readInt(greeting)));
            instance.function("free").call(greeting);
            instance.function("free").call(address);
        }
    }
}
