package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A process that ended.
 *
 * @param status its exit status
 * @param stdout what it printed
 * @param stderr what it complained of
 */
record Finished(int status, String stdout, String stderr) {
    private static final long MINUTES = 15;

    /**
     * Runs a command to its end.
     *
     * @param command the command
     * @param work a folder for its output, which goes to files so that no pipe slows it
     * @return how it ended
     * @throws IOException if it cannot be started, or does not end
     */
    static Finished of(List<String> command, Path work) throws IOException {
        var stdout = Files.createTempFile(work, "stdout", "");
        var stderr = Files.createTempFile(work, "stderr", "");
        try {
            var process = new ProcessBuilder(command)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(stdout.toFile())
                    .redirectError(stderr.toFile())
                    .start();
            if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
                throw new IOException("not done in " + MINUTES + " minutes");
            }
            return new Finished(process.exitValue(), text(stdout), text(stderr));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            Files.delete(stdout);
            Files.delete(stderr);
        }
    }

    /** Only the beginning: a guest may have printed ten megabytes. */
    private static String text(Path file) throws IOException {
        try (var stream = Files.newInputStream(file)) {
            return new String(stream.readNBytes(1 << 16), StandardCharsets.UTF_8);
        }
    }

    /** The last line that it complained with. */
    String lastWords() {
        return stderr.strip().lines().reduce("status " + status, (first, second) -> second);
    }

    /** The numbers that it said after a word. */
    List<Double> numbers(String word) {
        return stderr.lines()
                .filter(line -> line.startsWith(word + " "))
                .map(line -> Double.valueOf(line.substring(word.length() + 1)))
                .toList();
    }
}
