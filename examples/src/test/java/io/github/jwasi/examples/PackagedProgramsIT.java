package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Programs with the library, packaged in the ways that Java has, out of this build's jars. */
@Timeout(600)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the scripts want a Unix shell")
class PackagedProgramsIT {
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    /** Where the jars of the native library and of the others are beside each other. */
    private static final Path LIBRARIES = Path.of("..", "cli", "target", "lib").toAbsolutePath();

    @Test
    void theProjectsOfConsumersRun() throws Exception {
        var command = new ArrayList<>(List.of("sh", "../scripts/consumers.sh"));
        if (Boolean.getBoolean("jwasi.test.offline")) {
            command.add("--offline");
        }
        var builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", JAVA.toString());
        builder.environment().put("MAVEN_REPOSITORY", System.getProperty("jwasi.test.repository", ""));
        var result = Processes.run(builder, "");
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout().lines())
                .containsExactly(
                        "class-path: hello world",
                        "module-path: hello world",
                        "provider: library of the provider",
                        "provider: hello world",
                        "shaded: hello world",
                        "spring-boot: hello world",
                        "web-applications: staying: 200 hello world",
                        "web-applications: going: 200 hello world",
                        "web-applications: going is unloaded",
                        "web-applications: staying: 200 hello world");
        assertThat(result.status()).isZero();
    }

    @Test
    void theImageAndThePackageOfAnApplicationRun() throws Exception {
        var tools = List.of("jlink", "jpackage");
        var missing = tools.stream()
                .filter(tool -> !Files.isExecutable(JAVA.resolve("bin").resolve(tool)))
                .toList();
        if (!missing.isEmpty()) {
            System.err.println("skipped: this JDK has no " + String.join(" and no ", missing));
        }
        assumeTrue(missing.isEmpty());
        var folder = Path.of("target", "application").toAbsolutePath();
        var builder = new ProcessBuilder("sh", "application/build.sh", LIBRARIES.toString(), folder.toString());
        builder.environment().put("JAVA_HOME", JAVA.toString());
        var built = Processes.run(builder, "");
        assertThat(built.status()).as(built.stdout() + built.stderr()).isZero();

        var hello = new Processes.Result(0, "hello world\n", "");
        assertThat(run(folder.resolve("image").resolve("bin").resolve("hello"))).isEqualTo(hello);
        try (var files = Files.walk(folder.resolve("package"))) {
            var launcher = files.filter(
                            file -> file.endsWith(Path.of("bin", "hello")) || file.endsWith(Path.of("MacOS", "hello")))
                    .findFirst()
                    .orElseThrow();
            assertThat(run(launcher)).isEqualTo(hello);
        }
    }

    private static Processes.Result run(Path program) throws Exception {
        return Processes.run(new ProcessBuilder(program.toString(), "some", "words"), "");
    }
}
