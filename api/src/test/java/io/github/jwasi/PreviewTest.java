package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two versions of WASI, whose layouts differ, over the same files. */
@Timeout(60)
class PreviewTest {
    /** {@code fd_seek} of preview 0 counts cur, end, set, and that of preview 1 set, cur, end. */
    private static final String GUEST = """
            (module
              (import "wasi_unstable" "path_open"
                (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
              (import "wasi_unstable" "fd_seek" (func $seek0 (param i32 i64 i32 i32) (result i32)))
              (import "wasi_unstable" "fd_filestat_get" (func $stat0 (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_seek" (func $seek1 (param i32 i64 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_filestat_get" (func $stat1 (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "data")
              (func $fd (result i32) (i32.load (i32.const 8)))
              (func (export "_start")
                (if (call $open (i32.const 3) (i32.const 0) (i32.const 0) (i32.const 4) (i32.const 0)
                      (i64.const 6) (i64.const 6) (i32.const 0) (i32.const 8)) (then (unreachable)))
                (drop (call $seek0 (call $fd) (i64.const -1) (i32.const 1) (i32.const 16)))
                (drop (call $seek1 (call $fd) (i64.const 2) (i32.const 0) (i32.const 24)))
                (drop (call $seek0 (call $fd) (i64.const 3) (i32.const 0) (i32.const 32)))
                (drop (call $stat0 (call $fd) (i32.const 128)))
                (drop (call $stat1 (call $fd) (i32.const 256)))))
            """;

    @TempDir
    private Path folder;

    @Test
    void bothServeOneModuleEachWithItsLayout() throws Exception {
        Files.writeString(folder.resolve("data"), "0123456789");
        try (var wasi = WASI.builder().version("unstable").preopen("/", folder).build();
                var module = WebAssembly.compileText(GUEST);
                var instance = WebAssembly.instantiate(
                        module,
                        Map.of(
                                "wasi_unstable", wasi.wasiImport(),
                                "wasi_snapshot_preview1", wasi.wasiImport(WASI.Version.PREVIEW1)))) {
            assertThat(wasi.start(instance)).isZero();
            var memory = instance.memory("memory");
            assertThat(memory.readLong(16)).as("one before the end").isEqualTo(9);
            assertThat(memory.readLong(24)).as("two from the beginning").isEqualTo(2);
            assertThat(memory.readLong(32))
                    .as("three further, in the same file")
                    .isEqualTo(5);
            assertThat(memory.readInt(128 + 20)).as("links, 32 bits").isEqualTo(1);
            assertThat(memory.readLong(128 + 24)).as("size").isEqualTo(10);
            assertThat(memory.readLong(256 + 24)).as("links, 64 bits").isEqualTo(1);
            assertThat(memory.readLong(256 + 32)).as("size").isEqualTo(10);
        }
    }
}
