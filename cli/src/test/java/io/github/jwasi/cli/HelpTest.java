package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpTest {
    @TempDir
    private Path folder;

    @Test
    void theVersionTellsOfAllParts() {
        var result = jwasi("--version").run();

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .matches("jwasi \\S+\nwasmtime \\d+\\.\\d+\\.\\d+\n"
                        + System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ", Java "
                        + Runtime.version().feature() + ".*\n");
    }

    @Test
    void theHelpListsTheCommands() {
        var result = jwasi("--help").run();

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .startsWith("Usage: jwasi [-hV] COMMAND\n")
                .contains("\n  run ", "\n  compile ", "\n  inspect ", "\n  completion ", "\n  help ")
                .contains("Examples:\n  jwasi run hello.wasm\n");
    }

    @Test
    void theHelpOfRunListsItsOptions() {
        var help = jwasi("help", "run").run();

        assertThat(help.status()).isZero();
        assertThat(help.out())
                .startsWith("Usage: jwasi run [OPTIONS] FILE [--] [ARGS...]\n")
                .contains("--dir=HOST[::GUEST][:ro]", "--env=NAME[=VALUE]", "--invoke=FUNC", "--timeout=TIME")
                .contains("--fuel=N", "--max-memory=SIZE", "--stdin=FILE", "--stdout=FILE", "--stderr=FILE")
                .contains("-O=LEVEL", "--compiler=NAME", "--wasm=[no-]NAME", "--profiler=NAME")
                .contains("--random-seed=N", "--virtual-clock=TIME")
                .contains("--no-cache", "--allow-precompiled", "Exit status:", "Examples:");
        assertThat(jwasi("run", "--help").run()).isEqualTo(help);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bash", "zsh"})
    @DisabledOnOs(OS.WINDOWS)
    void theCompletionIsAScriptForBash(String shell) throws IOException {
        var result = jwasi("completion", shell).run();

        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
        var script = Files.writeString(folder.resolve("script"), result.out());
        var check = new ProcessBuilder("bash", "-c", """
                        bash -n "$0" && source "$0" && complete -p jwasi
                        complete_words() {
                            COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMPREPLY=()
                            _complete_jwasi 2>/dev/null
                            echo "${COMPREPLY[@]}"
                        }
                        complete_words jwasi ins
                        complete_words jwasi run --allow
                        complete_words jwasi run --dir "${0%ript}"
                        """, script.toString()).start();
        assertThat(Cli.status(check)).isZero();
        assertThat(check.inputReader().lines())
                .containsExactly(
                        "complete -o default -F _complete_jwasi jwasi",
                        "inspect",
                        "--allow-precompiled",
                        script.toString());
    }

    @Test
    void thereIsNoCompletionForOtherShells() {
        assertThat(jwasi("completion", "fish").run()).isEqualTo(new Cli.Result(2, "", """
                        jwasi: there is no completion for 'fish', only for bash and zsh
                        Try "jwasi completion --help".
                        """));
    }
}
