package io.github.jwasi.cli;

import io.github.jwasi.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows a user at a terminal that a module is being compiled, once that takes longer than a second. */
final class CompileProgress {
    /** Set by the launcher, which can ask the shell whether stderr is a terminal; Java cannot. */
    private static final String TERMINAL = "jwasi.terminal";

    private final String text;
    private final CountDownLatch done = new CountDownLatch(1);
    private final Thread thread = new Thread(this::show, "jwasi progress");

    private CompileProgress(String text) {
        this.text = text;
        thread.setDaemon(true);
    }

    /** What may take long. */
    interface Work {
        Module run() throws IOException;
    }

    /** Does the work, and shows it where somebody looks. */
    static Module during(Path file, Work work) throws IOException {
        if (!Boolean.getBoolean(TERMINAL) || !Files.isRegularFile(file)) {
            return work.run();
        }
        var progress = new CompileProgress(String.format(
                Locale.ROOT, "jwasi: compiling %s (%.1f MB) ... ", file.getFileName(), Files.size(file) / 1e6));
        progress.thread.start();
        try {
            return work.run();
        } finally {
            progress.end();
        }
    }

    private void show() {
        try {
            int seconds = 0;
            while (!done.await(1, TimeUnit.SECONDS)) {
                seconds++;
                System.err.print("\r" + text + seconds + " s");
            }
            if (seconds > 0) {
                System.err.print("\r\033[K");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends the line before anything else is written. */
    private void end() {
        done.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
