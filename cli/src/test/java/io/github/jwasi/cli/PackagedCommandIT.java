package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
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
    void theModulesRun() throws IOException {
        var result = Cli.command(List.of(
                        "--enable-native-access=io.github.jwasi,io.github.jwasi.bindings,io.github.jwasi.cli",
                        "--module-path",
                        JAR + File.pathSeparator + jars(false),
                        "--class-path",
                        jars(true),
                        "--module",
                        "io.github.jwasi.cli/" + Main.class.getName(),
                        "run",
                        guest("mixed.wat")))
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }

    /** The jars that are modules, or the one that is not. */
    private static String jars(boolean ofTheLibrary) throws IOException {
        try (var files = Files.list(TARGET.resolve("lib"))) {
            return files.map(Path::toString)
                    .filter(file -> file.contains("jwasi-native") == ofTheLibrary)
                    .collect(Collectors.joining(File.pathSeparator));
        }
    }
}
