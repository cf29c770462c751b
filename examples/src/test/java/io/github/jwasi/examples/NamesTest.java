package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Names of files that are not ASCII, or, as Linux lets them be, no text at all. */
@Timeout(60)
@EnabledOnOs(value = OS.LINUX, disabledReason = "other systems want names to be text")
class NamesTest {
    /** Reads the directory 3 and exits with the errno. */
    private static final String READDIR = """
            (module
              (import "wasi_snapshot_preview1" "fd_readdir" (func $readdir (param i32 i32 i32 i64 i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (call $exit (call $readdir (i32.const 3) (i32.const 64) (i32.const 4096) (i64.const 0) (i32.const 0)))))
            """;

    private static final int ILLEGAL_BYTE_SEQUENCE = 25;

    @TempDir
    private Path folder;

    private Path named;

    /** Java cannot write such a name, but the shell can, and Java finds it. */
    @BeforeEach
    void makeADirectoryWithoutAText() throws Exception {
        var script = "mkdir \"$(printf 'Grüße\\377')\" && echo notes > \"$(printf 'Grüße\\377')/input.txt\"";
        assertThat(Processes.run(new ProcessBuilder("sh", "-c", script).directory(folder.toFile()), "")
                        .status())
                .isZero();
        try (var files = Files.list(folder)) {
            named = files.findFirst().orElseThrow();
        }
    }

    @Test
    void aDirectoryWithSuchANameCanBePreopened() throws Exception {
        var printed = Output.capture();
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("c-files", "/größe")
                        .preopen("/größe", named)
                        .stdout(printed)
                        .build();
                var module = WebAssembly.compile(Path.of("guests", "c-files", "c-files.wasm"));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
        }
        assertThat(printed.text()).isEqualTo("arg c-files\narg /größe\n");
        assertThat(named.resolve("output.txt")).hasContent("NOTES\n");
    }

    @Test
    void aGuestThatListsSuchANameGetsAnErrno() {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .preopen("/", folder, WASI.Access.READ_ONLY)
                        .build();
                var module = WebAssembly.compileText(READDIR);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isEqualTo(ILLEGAL_BYTE_SEQUENCE);
        }
    }
}
