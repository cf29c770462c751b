package io.github.jwasi.bindings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that is to be gone when the JVM ends. */
final class TemporaryFolder {
    private TemporaryFolder() {}

    /** Deletes as much as can be deleted: a loaded library on Windows cannot. */
    static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            // Nobody is left to be told, and nothing depends on it.
            return;
        }
    }
}
