package io.github.jwasi.bindings;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Assumptions;

/** What a test needs of the machine. Without it the test is skipped, and the reason is printed. */
final class Requirement {
    private Requirement() {}

    static void that(boolean met, String reason) {
        if (!met) {
            System.err.println("skipped: " + reason);
        }
        Assumptions.assumeTrue(met, reason);
    }

    /** That a command runs and succeeds. */
    static void command(String... command) throws InterruptedException {
        that(succeeds(command), "this machine cannot run: " + String.join(" ", Arrays.asList(command)));
    }

    private static boolean succeeds(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        }
    }
}
