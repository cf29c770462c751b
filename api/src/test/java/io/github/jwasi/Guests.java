package io.github.jwasi;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Small guests that several tests use. */
final class Guests {
    /** Exits with the code that {@code code} holds, or returns if that is 0. */
    static String exiting(int code) {
        return """
                (module
                  (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_start") (call $exit (i32.const %d))))
                """.formatted(code);
    }

    /** Writes its stdin to its stdout, in pieces of up to 64 KiB, until the end. */
    static final String CAT = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 2)
              (func $check (param $errno i32)
                (if (local.get $errno) (then (call $exit (local.get $errno)))))
              (func (export "_start")
                (i32.store (i32.const 0) (i32.const 65536))
                (loop $next
                  (i32.store (i32.const 4) (i32.const 65536))
                  (call $check (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                  (i32.store (i32.const 4) (i32.load (i32.const 8)))
                  (call $check (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
                  (br_if $next (i32.load (i32.const 8))))))
            """;

    /** A command that only returns, with a few things to export. */
    static final String NOTHING = """
            (module
              (memory (export "memory") 1)
              (func (export "_start"))
              (func (export "answer") (result i32) (i32.const 42)))
            """;

    private Guests() {}

    /** Runs a command of preview 1 without anything of the host, and gives its exit code. */
    static int run(String wat, WasiBuilder options) {
        try (var wasi = options.version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compileText(wat);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            return wasi.start(instance);
        }
    }

    static Module compile(Engine engine, String wat) {
        return engine.compile(wat.getBytes(StandardCharsets.UTF_8));
    }

    /** An instance of a module that imports nothing, which closes the module's store with it. */
    static Instance instantiate(String wat) {
        try (var module = WebAssembly.compileText(wat)) {
            return WebAssembly.instantiate(module, Map.of());
        }
    }
}
