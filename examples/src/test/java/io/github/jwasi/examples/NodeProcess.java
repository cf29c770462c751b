package io.github.jwasi.examples;

import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;

/** A process that prints, runs a guest and prints again: {@code GUEST RETURN_ON_EXIT}. */
final class NodeProcess {
    private NodeProcess() {}

    public static void main(String[] args) {
        try (var wasi = WASI.builder()
                        .version("preview1")
                        .returnOnExit(Boolean.parseBoolean(args[1]))
                        .build();
                var module = WebAssembly.compileText("(module " + args[0] + ")");
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.out.print("before ");
            if (instance.exports().containsKey("_start")) {
                int code = wasi.start(instance);
                System.out.print("after " + code);
            } else {
                wasi.initialize(instance);
            }
        }
    }
}
