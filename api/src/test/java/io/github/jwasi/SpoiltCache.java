package io.github.jwasi;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program whose module cache is spoilt. */
final class SpoiltCache {
    private SpoiltCache() {}

    /**
     * Compiles, spoils what was kept, and compiles again.
     *
     * @param arguments the folder of the cache
     */
    public static void main(String[] arguments) throws IOException {
        var folder = Path.of(arguments[0]);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withCache(folder))) {
            engine.compile(Guests.NOTHING.getBytes(UTF_8)).close();
            try (var files = Files.list(folder)) {
                for (var file : files.toList()) {
                    Files.delete(file);
                    Files.writeString(file, "spoilt");
                }
            }
            engine.compile(Guests.NOTHING.getBytes(UTF_8)).close();
        }
    }
}
