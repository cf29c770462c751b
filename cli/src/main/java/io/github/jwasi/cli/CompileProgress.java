package io.github.jwasi.cli;

import io.github.jwasi.Module;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows a user at a terminal that a module is being compiled, once that takes longer than a second. */
final class CompileProgress {
    /** Moves to the beginning of the line and erases it. */
    private static final String ERASE = "\r\033[K";

    private final Path file;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "jwasi progress");

    private CompileProgress(Path file) {
        this.file = file;
        thread.setDaemon(true);
    }

    /** What may take long. */
    interface Work {
        Module run() throws IOException;
    }

    static Module during(Path file, Work work) throws IOException {
        var progress = new CompileProgress(file);
        progress.thread.start();
        try {
            return work.run();
        } finally {
            progress.end();
        }
    }

    private void watch() {
        try {
            // Most modules are compiled by then, and nothing else has to be found out.
            if (!done.await(1, TimeUnit.SECONDS) && Terminal.isStderr()) {
                show(String.format(
                        Locale.ROOT,
                        "jwasi: compiling %s (%.1f MB) ... ",
                        file.getFileName(),
                        file.toFile().length() / 1e6));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void show(String text) throws InterruptedException {
        int seconds = 1;
        do {
            System.err.print("\r" + text + seconds + " s");
            seconds++;
        } while (!done.await(1, TimeUnit.SECONDS));
        System.err.print(ERASE);
    }

    /** Erases the line before anything else is written. */
    private void end() {
        done.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
