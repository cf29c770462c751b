package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class CompileProgressTest {
    /** Takes some seconds on one core, and cannot be shared among several, as it is one function. */
    private static final int BRANCHES = 30_000;

    private static final int LOCALS = 200;

    @TempDir
    private Path folder;

    @BeforeEach
    void writeTheModule() throws IOException {
        var wat = new StringBuilder("(module (memory 1) (func (param" + " i32".repeat(LOCALS) + ") (loop $again\n");
        for (int i = 0; i < BRANCHES; i++) {
            wat.append("(if (local.get %d) (then (local.set %d (i32.add (local.get %d) (local.get %d)))))\n"
                    .formatted(i * 7 % LOCALS, i * 3 % LOCALS, i * 11 % LOCALS, i * 13 % LOCALS));
        }
        wat.append("(br_if $again (local.get 0)))\n");
        for (int i = 0; i < LOCALS; i++) {
            wat.append("(i32.store (i32.const %d) (local.get %d))\n".formatted(i * Integer.BYTES, i));
        }
        Files.writeString(folder.resolve("large.wat"), wat.append("))"));
    }

    @Test
    void aTerminalShowsTheSecondsUntilTheLineIsErased() throws IOException {
        var hasScript = new ProcessBuilder("script", "--version");
        assumeThat(isStarted(hasScript))
                .as("there is the command `script` of util-linux")
                .isTrue();

        // Only stderr is the pseudo-terminal, which Java itself could not tell.
        var result = jwasi("compile", "large.wat").in(folder).inShell("""
                        script --quiet --return --command "$(printf "'%s' " "$@") </dev/null >out" /dev/null </dev/null
                        """).run();

        assertThat(result.status()).isZero();
        assertThat(result.out())
                .matches("\r(jwasi: compiling large.wat \\(\\d\\.\\d MB\\) \\.\\.\\. \\d+ s\r)+\033\\[K")
                .contains(" 1 s\r");
        assertThat(folder.resolve("out")).isEmptyFile();
        assertThat(folder.resolve("large.cwasm")).isNotEmptyFile();
    }

    @Test
    void nothingIsShownElsewhere() {
        var result = jwasi("compile", "large.wat").in(folder).run();

        assertThat(result).isEqualTo(new Cli.Result(0, "", ""));
    }

    private static boolean isStarted(ProcessBuilder command) {
        try {
            return Cli.status(command.start()) == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
