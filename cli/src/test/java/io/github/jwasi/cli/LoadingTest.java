package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that are no programs: one line says why, and the status is 1. */
class LoadingTest {
    @TempDir
    private Path folder;

    @Test
    void aMissingFile() {
        assertFailure("nowhere.wasm", "nowhere.wasm: no such file or directory");
    }

    @Test
    void aDirectory() throws IOException {
        Files.createDirectory(folder.resolve("src"));

        assertFailure("src", "src: is a directory, not a module");
    }

    @Test
    void aComponentInTheTextFormat() throws IOException {
        Files.writeString(folder.resolve("c.wat"), "(component)");

        assertFailure(
                "c.wat",
                "c.wat: is a component (WASI preview 2 or later); jwasi runs core modules of preview 1 and 0. "
                        + "Compile the program for the target wasm32-wasip1");
    }

    @ParameterizedTest
    @MethodSource
    void aFileWithSomethingElse(String bytes, String message) throws IOException {
        Files.write(folder.resolve("file"), bytes.getBytes(StandardCharsets.ISO_8859_1));

        assertFailure("file", "file: " + message);
    }

    static Stream<Arguments> aFileWithSomethingElse() {
        return Stream.of(
                arguments("", "is empty, not a module"),
                arguments("\0asm\1\0", "is truncated: it ends after 6 bytes, within the module's header"),
                arguments(
                        "\0asm\1\0\0\0\1\4",
                        "failed to parse WebAssembly module: unexpected end-of-file (at offset 0xa)"),
                arguments(
                        "\0asm\15\0\1\0",
                        "is a component (WASI preview 2 or later); jwasi runs core modules of preview 1 and 0. Compile "
                                + "the program for the target wasm32-wasip1"),
                arguments("\0asm\7\0\0\0", "is not a module of version 1: its header says version 7"),
                arguments(
                        "#!/bin/sh\n",
                        "is not a module: it begins neither with \"\\0asm\", as the binary format does, nor with \"(\" "
                                + "or \";;\", as the text format does"),
                arguments(
                        "(module\n  (oops))",
                        "expected valid module field (line 2, column 4)\n      (oops))\n       ^"),
                arguments("(module (func (result i32)))", """
                        type mismatch: expected i32 but nothing on stack (line 1, column 9)
                            (module (func (result i32)))
                                    ^"""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(import \"env\" \"log\" (func)) | missing import env.log: function () -> ()",
                "(import \"wasi_snapshot_preview1\" \"fd_read\" (func)) (memory (export \"memory\") 1) | "
                        + "incompatible import type for `wasi_snapshot_preview1::fd_read`: types incompatible: expected "
                        + "type `(func)`, found type `(func (param i32 i32 i32 i32) (result i32))`",
                "(import \"wasi_snapshot_preview1\" \"sched_yield\" (func (result i32))) (func (export \"_start\")) | "
                        + "instance.exports.memory must be a Memory",
                "(memory (export \"memory\") 1) (func (export \"_start\")) (func (export \"_initialize\")) | "
                        + "instance.exports._initialize must be absent: a command has _start, a reactor _initialize"
            })
    void aModuleThatCannotBeStarted(String fields, String message) throws IOException {
        Files.writeString(folder.resolve("m.wat"), "(module " + fields + ")");

        assertFailure("m.wat", "m.wat: " + message);
    }

    private void assertFailure(String file, String message) {
        assertThat(jwasi("run", file).in(folder).run()).isEqualTo(new Cli.Result(1, "", "jwasi: " + message + "\n"));
    }
}
