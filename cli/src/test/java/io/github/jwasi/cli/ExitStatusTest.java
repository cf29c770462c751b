package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExitStatusTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "125, 125", "126, 126", "255, 255", "256, 1", "-1, 255", "65536, 1"})
    void isTheCodeOfTheGuestAndNeverAccidentally0(int code, int status) throws IOException {
        var file = Files.writeString(folder.resolve("exit.wat"), """
                (module
                  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_start") (call $proc_exit (i32.const %d))))
                """.formatted(code));

        assertThat(jwasi("run", file.toString()).run()).isEqualTo(new Cli.Result(status, "", ""));
    }

    @Test
    void is134AfterATrapWithItsKindAndTheFrames() {
        var result = jwasi("run", guest("traps.wat")).run();

        assertThat(result.status()).isEqualTo(134);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .first()
                .isEqualTo("jwasi: trap: unreachable: wasm `unreachable` instruction executed");
        assertThat(result.err().lines().skip(1))
                .satisfiesExactly(
                        frame -> assertThat(frame).startsWith("    at traps!fail at 0x"),
                        frame -> assertThat(frame).startsWith("    at traps!caller at 0x"));
    }

    @ParameterizedTest
    @CsvSource({
        "load, memory out of bounds: memory fault at wasm address 0xffffffff in linear memory of size 0x10000: "
                + "out of bounds memory access",
        "divide, integer division by zero: integer divide by zero",
        "recurse, stack overflow: call stack exhausted"
    })
    void is134AfterEveryTrap(String function, String message) {
        var result = jwasi("run", "--invoke", function, guest("traps.wat")).run();

        assertThat(result.status()).isEqualTo(134);
        assertThat(result.err().lines()).first().isEqualTo("jwasi: trap: " + message);
        assertThat(result.err().lines()).hasSizeGreaterThan(1);
    }

    @Test
    void is1WhenTheJvmHasTooLittleMemory() throws IOException {
        // The compiled module has the data in it, and goes through the heap.
        var file = Files.writeString(
                folder.resolve("large.wat"),
                "(module (memory 400) (data (i32.const 0) \"" + "x".repeat(20 << 20) + "\"))");

        var result = jwasi(List.of("-Xmx12m"), "compile", file.toString()).run();

        assertThat(result).isEqualTo(new Cli.Result(1, "", "jwasi: out of memory: Java heap space\n"));
    }

    @Test
    void is1WithOneLineOrTheStackTraceWhenJwasiItselfFails() {
        var options = List.of("-Djwasi.library.path=" + folder);

        var result = jwasi(options, "run", guest("traps.wat")).run();
        var debugged = jwasi(options, "run", guest("traps.wat"))
                .env("JWASI_DEBUG", "1")
                .run();

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err().lines())
                .singleElement()
                .asString()
                .startsWith("jwasi: ")
                .contains(folder.toString());
        assertThat(debugged.status()).isEqualTo(1);
        assertThat(debugged.err()).startsWith(result.err()).contains("\tat io.github.jwasi.cli.RunCommand.call");
    }
}
