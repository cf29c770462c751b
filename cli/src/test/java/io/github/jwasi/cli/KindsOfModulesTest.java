package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KindsOfModulesTest {
    private static final String REACTOR = guest("reactor.wat");

    @TempDir
    private Path folder;

    @Test
    void severalVersionsOfWasiAreLinked() {
        assertThat(jwasi("run", guest("mixed.wat")).run()).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }

    @Test
    void aReactorIsInitialised() {
        assertThat(jwasi("run", REACTOR).run()).isEqualTo(new Cli.Result(0, "initialised\n", ""));
    }

    @Test
    void aModuleWithoutWasiRuns() throws IOException {
        Files.writeString(
                folder.resolve("command.wat"),
                "(module (memory (export \"memory\") 1) (func $main (export \"_start\") unreachable))");

        var command = jwasi("run", "command.wat").in(folder).run();

        assertThat(command.status()).isEqualTo(134);
        assertThat(command.err()).contains("!main at 0x");
    }

    @Test
    void aModuleWithoutAStartIsNotRun() throws IOException {
        Files.writeString(folder.resolve("library.wat"), "(module (func (export \"f\")))");

        var library = jwasi("run", "library.wat").in(folder).run();

        assertThat(library)
                .isEqualTo(new Cli.Result(
                        1,
                        "",
                        "jwasi: library.wat: exports neither _start nor _initialize, so there is "
                                + "nothing to run; --invoke calls one of its exports [f]\n"));
    }

    @Test
    void aFunctionOfAnInitialisedReactorIsInvoked() {
        var result = jwasi("run", "--invoke", "add", REACTOR, "2", "4294967295").run();

        assertThat(result).isEqualTo(new Cli.Result(0, "initialised\n1\n", ""));
    }

    @Test
    void allTypesOfNumbersAreConverted() {
        var result = jwasi("run", "--invoke", "all", REACTOR, "--", "-1", "-9223372036854775808", "1.5", "-1e300")
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "initialised\n-1\n-9223372036854775808\n1.5\n-1.0E300\n", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "add 2       | add (i32, i32) -> (i32) takes 2 arguments, and given were 1",
                "add 2 x     | argument 2 of add (i32, i32) -> (i32) is no i32: 'x'",
                "add 2 1.5   | argument 2 of add (i32, i32) -> (i32) is no i32: '1.5'",
                "reference 1 | reference (externref) -> () takes a externref, which the command line " + "cannot give",
                "divide      | the instance exports no Function named \"divide\"; its exports are "
                        + "[memory, _initialize, add, all, reference]",
                "memory      | the instance exports no Function named \"memory\", but a memory; its exports are "
                        + "[memory, _initialize, add, all, reference]"
            })
    void aWrongInvocationIsExplainedBeforeAnythingRuns(String call, String message) {
        var words = call.split(" ", -1);
        var line = new String[words.length + 3];
        line[0] = "run";
        line[1] = "--invoke";
        line[2] = words[0];
        line[3] = REACTOR;
        System.arraycopy(words, 1, line, 4, words.length - 1);

        assertThat(jwasi(line).run()).isEqualTo(new Cli.Result(1, "", "jwasi: " + REACTOR + ": " + message + "\n"));
    }

    @Test
    void anInvokedFunctionMayExit() throws IOException {
        Files.writeString(folder.resolve("exit.wat"), """
                (module
                  (import "wasi_snapshot_preview1" "proc_exit" (func $proc_exit (param i32)))
                  (memory (export "memory") 1)
                  (func (export "_start") unreachable)
                  (func (export "exit") (param i32) (call $proc_exit (local.get 0))))
                """);

        var result =
                jwasi("run", "--invoke", "exit", "exit.wat", "512").in(folder).run();

        assertThat(result).isEqualTo(new Cli.Result(1, "", ""));
    }
}
