package io.github.jwasi.benchmarks;

import java.util.ArrayList;
import java.util.Locale;

/** The results for programs. */
final class JsonReport {
    private JsonReport() {}

    static String of(Results results, Profile profile, String machine) {
        var rows = new ArrayList<String>();
        for (var row : results.rows()) {
            rows.add(row(results, row));
        }
        return String.format(
                "{\"set\": %s, \"machine\": %s, \"rows\": [%n%s%n]}%n",
                quoted(profile.id()), quoted(machine), String.join(",\n", rows));
    }

    private static String row(Results results, Row row) {
        var figures = new ArrayList<String>();
        for (var runtime : results.runtimes()) {
            results.figure(row, runtime)
                    .ifPresent(figure -> figures.add("    " + quoted(runtime.id()) + ": " + figure(figure)));
        }
        return String.format(
                "  {\"row\": %s, \"group\": %s, \"title\": %s, \"unit\": %s, \"higherIsBetter\": %b, \"figures\": {%n%s}}",
                quoted(row.id()),
                quoted(row.group()),
                quoted(row.title()),
                quoted(row.unit()),
                row.higherIsBetter(),
                String.join(",\n", figures));
    }

    private static String figure(Figure figure) {
        return switch (figure) {
            case Figure.Missing missing -> "{\"missing\": " + quoted(missing.reason()) + "}";
            case Figure.Measured measured ->
                String.format(
                        Locale.ROOT,
                        "{\"median\": %s, \"low\": %s, \"high\": %s, \"samples\": %d}",
                        measured.median(),
                        measured.low(),
                        measured.high(),
                        measured.samples());
        };
    }

    private static String quoted(String text) {
        var quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else if (c < ' ') {
                quoted.append(String.format("\\u%04x", (int) c));
            } else {
                quoted.append(c);
            }
        }
        return quoted.append('"').toString();
    }
}
