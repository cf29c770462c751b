package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The memory of closed instances is given back. {@code -Djwasi.test.instances=100000} makes more of them.
 */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux says in a file how much memory a process has")
class ManyInstancesTest {
    private static final Pattern FIGURES = Pattern.compile("KiB before: (\\d+), after: (\\d+), microseconds: (\\d+)\n");
    private static final int INSTANCES = Integer.getInteger("jwasi.test.instances", 5000);

    /** What the JVM itself may take meanwhile; an instance takes 16 times as much as this has for each. */
    private static final long ALLOWED_KIB = 20_000;

    @ParameterizedTest
    @ValueSource(strings = {"pooled", "on-demand"})
    void theirMemoryIsGivenBack(String kind) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var result = Processes.run(
                new ProcessBuilder(
                        java,
                        "-Xms32m",
                        "-Xmx32m",
                        "-XX:+AlwaysPreTouch",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyInstances.class.getName(),
                        kind,
                        String.valueOf(INSTANCES)),
                "");

        assertThat(result.stderr()).isEmpty();
        var figures = FIGURES.matcher(result.stdout());
        assertThat(figures.matches()).as(result.stdout()).isTrue();
        System.out.println(
                INSTANCES + " instances, " + kind + ": " + result.stdout().strip());
        assertThat(Long.parseLong(figures.group(2)) - Long.parseLong(figures.group(1)))
                .isLessThan(ALLOWED_KIB);
    }
}
