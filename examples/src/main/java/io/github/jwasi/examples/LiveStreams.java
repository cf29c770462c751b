package io.github.jwasi.examples;

import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;

/** Feeds a guest while it runs, from another thread, and gets its output as it comes. */
public final class LiveStreams {
    /** Copies stdin to stdout until its end. */
    private static final String CAT = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\20\\00\\00\\00\\00\\04\\00\\00")
              (func (export "_start")
                (loop $next
                  (i32.store (i32.const 4) (i32.const 1024))
                  (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 16)))
                  (i32.store (i32.const 4) (i32.load (i32.const 16)))
                  (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 24)))
                  (br_if $next (i32.load (i32.const 16))))))
            """;

    private LiveStreams() {}

    /**
     * Runs the guest.
     *
     * @param args none
     * @throws Exception if a stream fails
     */
    public static void main(String[] args) throws Exception {
        var source = new PipedOutputStream();
        var stdin = new PipedInputStream(source);
        var typist = Thread.startVirtualThread(() -> type(source));
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(stdin))
                        .stdout(Output.to(System.out))
                        .build();
                var module = WebAssembly.compileText(CAT);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.start(instance);
        }
        typist.join();
    }

    private static void type(PipedOutputStream target) {
        try (target) {
            for (var line : new String[] {"one\n", "two\n", "three\n"}) {
                target.write(line.getBytes(StandardCharsets.UTF_8));
                target.flush();
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
