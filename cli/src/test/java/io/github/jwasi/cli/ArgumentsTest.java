package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArgumentsTest {
    private static final String GUEST = guest("echo.wat");

    @TempDir
    private Path folder;

    @Test
    void allWordsAfterTheFileAreTheGuests() {
        var result = jwasi("run", "--env", "A=1", GUEST, "--env", "B=2", "-h", "@file", "", "run", "${sys:user.dir}")
                .run();

        assertThat(result.status()).isZero();
        assertThat(words(result.out()))
                .containsExactly("echo.wat", "--env", "B=2", "-h", "@file", "", "run", "${sys:user.dir}");
        assertThat(words(result.err())).containsExactly("A=1");
    }

    @Test
    void oneLeadingDoubleDashIsDropped() {
        assertThat(words(jwasi("run", GUEST, "--", "--", "a").run().out())).containsExactly("echo.wat", "--", "a");
        assertThat(words(jwasi("run", GUEST, "a", "--", "b").run().out())).containsExactly("echo.wat", "a", "--", "b");
        assertThat(words(jwasi("run", "--", GUEST, "-a").run().out())).containsExactly("echo.wat", "-a");
    }

    @Test
    void tenThousandArgumentsArrive() {
        var many = IntStream.range(0, 10_000).mapToObj(i -> "argument " + i).toList();
        var line = new ArrayList<>(List.of("run", GUEST));
        line.addAll(many);

        var result = jwasi(line.toArray(String[]::new)).run();

        assertThat(result.status()).isZero();
        assertThat(words(result.out())).hasSize(10_001).endsWith(many.toArray(String[]::new));
    }

    @Test
    void namesAndArgumentsNeedNotBeAscii() throws IOException {
        Files.copy(Path.of(GUEST), folder.resolve("echo.wat"));

        // Octal, as the JVM of the test may run in a locale that has only ASCII.
        var result =
                jwasi("run").in(folder).env("LC_ALL", "C.UTF-8").inShell("""
                        name=$(printf '\\303\\244\\344\\275\\240.wat')
                        mv echo.wat "$name" && "$@" --env "$name=1" "$name" "$name"
                        """).run();

        assertThat(result.status()).isZero();
        assertThat(words(result.out())).containsExactly("ä你.wat", "ä你.wat");
        assertThat(words(result.err())).containsExactly("ä你.wat=1");
    }

    @Test
    void onlyTheGivenVariablesAreSeen() {
        var result = jwasi("run", "--env", "GIVEN=a=b", "--env", "EMPTY=", "--env", "HERE", GUEST)
                .env("HERE", "of the host")
                .env("SECRET", "of the host")
                .run();

        assertThat(result.status()).isZero();
        assertThat(words(result.err())).containsExactly("GIVEN=a=b", "EMPTY=", "HERE=of the host");
    }

    @Test
    void aVariableThatIsNotSetCannotBeInherited() {
        var result = jwasi("run", "--env", "JWASI_NOT_SET", GUEST).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err())
                .contains("the variable JWASI_NOT_SET is not set here; give it a value with JWASI_NOT_SET=VALUE");
    }

    private static List<String> words(String text) {
        return text.isEmpty()
                ? List.of()
                : List.of(text.substring(0, text.length() - 1).split("\0", -1));
    }
}
