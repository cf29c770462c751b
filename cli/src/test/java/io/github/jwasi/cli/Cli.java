package io.github.jwasi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The command, run as a process by the JDK and with the classes of the test. */
final class Cli {
    /** Far longer than anything takes: whoever is not done by then hangs. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final String CLASS_PATH =
            System.getProperty("jdk.module.path", "") + File.pathSeparator + System.getProperty("java.class.path");
    private static final Path CACHE = Path.of("target", "test-cache").toAbsolutePath();

    private final List<String> words;
    private final Map<String, String> environment = new HashMap<>();
    private Path folder = Path.of("").toAbsolutePath();
    private byte[] stdin = {};

    /**
     * What a process left.
     *
     * @param status its exit status
     * @param out what it wrote to stdout
     * @param err what it wrote to stderr
     */
    record Result(int status, String out, String err) {}

    private Cli(List<String> words) {
        this.words = words;
    }

    /** The command with these words. */
    static Cli jwasi(String... words) {
        return jwasi(List.of(), words);
    }

    /** The command with options for its JVM. */
    static Cli jwasi(List<String> options, String... words) {
        var all = new ArrayList<>(List.of("--enable-native-access=ALL-UNNAMED", "-cp", CLASS_PATH));
        all.addAll(options);
        all.add(Main.class.getName());
        all.addAll(List.of(words));
        return command(all);
    }

    /** A jar with these words. */
    static Cli jar(String file, String... words) {
        var all = new ArrayList<>(List.of("-jar", file));
        all.addAll(List.of(words));
        return command(all);
    }

    /** The command {@code java} with these words. */
    static Cli command(List<String> words) {
        var all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Djwasi.cache.dir=" + CACHE));
        all.addAll(words);
        return new Cli(all);
    }

    /** A guest of the tests' resources. */
    static String guest(String name) {
        try {
            return Path.of(Objects.requireNonNull(Cli.class.getResource("/guests/" + name))
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** The same command as {@code "$@"} in a shell's script, which for example puts it into a pipe. */
    Cli inShell(String script) {
        var all = new ArrayList<>(List.of("sh", "-c", script, "sh"));
        all.addAll(words);
        var shell = new Cli(all);
        shell.environment.putAll(environment);
        shell.folder = folder;
        return shell;
    }

    Cli env(String name, String value) {
        environment.put(name, value);
        return this;
    }

    Cli in(Path folder) {
        this.folder = folder;
        return this;
    }

    Cli stdin(String text) {
        stdin = text.getBytes(StandardCharsets.UTF_8);
        return this;
    }

    /** Runs the command to its end. */
    Result run() {
        try {
            var out = Files.createTempFile("jwasi", ".out");
            var err = Files.createTempFile("jwasi", ".err");
            try {
                var process = builder()
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
                try (var pipe = process.getOutputStream()) {
                    pipe.write(stdin);
                }
                return new Result(status(process), Files.readString(out), Files.readString(err));
            } finally {
                Files.delete(out);
                Files.delete(err);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the command, with pipes for its stdin, stdout and stderr. */
    Process start() throws IOException {
        return builder().start();
    }

    private ProcessBuilder builder() {
        var builder = new ProcessBuilder(words).directory(folder.toFile());
        builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
        builder.environment().putAll(environment);
        return builder;
    }

    /** Waits for a process and gives its status. */
    static int status(Process process) {
        try {
            boolean ended = process.waitFor(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            assertThat(ended).as("the process ended by itself").isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
