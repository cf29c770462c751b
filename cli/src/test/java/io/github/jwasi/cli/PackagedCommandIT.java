package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The jar of the command with the jars that it needs, as they are packaged. */
class PackagedCommandIT {
    private static final Path TARGET = Path.of("target").toAbsolutePath();
    private static final String JAR = TARGET.resolve("jwasi-cli.jar").toString();

    @Test
    void theJarNeedsNoOptions() {
        var version = Cli.jar(JAR, "--version").run();
        var result = Cli.jar(JAR, "run", guest("mixed.wat")).run();

        assertThat(version.status()).isZero();
        assertThat(version.out()).containsPattern("^jwasi \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n");
        assertThat(result).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }

    @Test
    void theModulesRun() {
        var result = Cli.command(List.of(
                        "--enable-native-access=io.github.jwasi,io.github.jwasi.bindings,io.github.jwasi.cli",
                        "--module-path",
                        JAR + File.pathSeparator + TARGET.resolve("lib"),
                        "--module",
                        "io.github.jwasi.cli/" + Main.class.getName(),
                        "run",
                        guest("mixed.wat")))
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }
}
