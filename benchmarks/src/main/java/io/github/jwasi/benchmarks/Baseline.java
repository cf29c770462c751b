package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;

/**
 * How fast jwasi was, in multiples of the calibration, as machines differ.
 *
 * @param ratios by the names of rows
 */
record Baseline(Map<String, Double> ratios) {
    private static final String COMMENT = """
            # How long jwasi takes, as multiples of 10,000 steps of a random generator in Java on the same machine.
            # Written by `scripts/benchmark.sh store`, compared with by `scripts/benchmark.sh check`.
            """;

    /** What is done with it. */
    enum Action {
        /** The present speed is compared with it. */
        CHECK,
        /** It becomes the present speed. */
        STORE;

        static Optional<Action> named(String name) {
            return switch (name) {
                case "check" -> Optional.of(CHECK);
                case "store" -> Optional.of(STORE);
                default -> Optional.empty();
            };
        }
    }

    Optional<Double> ratio(Row row) {
        return Optional.ofNullable(ratios.get(row.id()));
    }

    static Baseline read(Path file) throws IOException {
        var properties = new Properties();
        if (Files.exists(file)) {
            try (var reader = Files.newBufferedReader(file)) {
                properties.load(reader);
            }
        }
        var ratios = new TreeMap<String, Double>();
        for (var id : properties.stringPropertyNames()) {
            ratios.put(id, Double.valueOf(properties.getProperty(id)));
        }
        return new Baseline(ratios);
    }

    /** Keeps the rows that were not measured now. */
    Baseline with(Map<String, Double> measured) {
        var all = new TreeMap<>(ratios);
        all.putAll(measured);
        return new Baseline(all);
    }

    void write(Path file) throws IOException {
        var text = new StringBuilder(COMMENT);
        ratios.forEach((id, ratio) -> text.append(String.format(Locale.ROOT, "%s=%.5g%n", id, ratio)));
        Files.writeString(file, text);
    }
}
