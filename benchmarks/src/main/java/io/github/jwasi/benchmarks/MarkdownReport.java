package io.github.jwasi.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The results as tables, with ratios. */
final class MarkdownReport {
    private final Results results;
    private final List<String> reasons = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();

    private MarkdownReport(Results results) {
        this.results = results;
    }

    static String of(Results results, Profile profile, String machine) {
        var report = new MarkdownReport(results);
        report.text
                .append("# WASI runtimes on the JVM, compared\n\n")
                .append(machine)
                .append(".\n\n");
        report.text.append(String.format(
                Locale.ROOT,
                """
                Medians. Every runtime runs the same guests, by turns, each in processes of its own with the jars of nothing else; \
                its results are checked before it is timed. Runtimes in the JVM are measured by JMH, the others by loops of their \
                own around the same calls. Modules are compiled once, before, except where compilation is the row. Runtimes \
                in the JVM get %s seconds to warm up, GraalWasm %s, the others %s. %d round(s) of %d samples of %s s.
                *÷ best*: the best of jwasi's columns over the fastest other runtime. *÷ C*: over the same C program, \
                compiled natively. Less is better, except in rows in ×.
                """,
                profile.warmup(WasiRuntime.JWASI),
                profile.warmup(WasiRuntime.GRAALWASM),
                profile.warmup(WasiRuntime.NATIVE),
                profile.rounds(),
                profile.samples(),
                profile.seconds()));
        results.rows().stream().map(Row::group).distinct().forEach(report::addGroup);
        report.addReasons();
        return report.text.toString();
    }

    private void addGroup(String group) {
        var rows =
                results.rows().stream().filter(row -> row.group().equals(group)).toList();
        var runtimes = results.runtimes().stream()
                .filter(runtime -> rows.stream()
                        .anyMatch(row -> results.figure(row, runtime).isPresent()))
                .toList();
        text.append("\n## ").append(group).append("\n\n| | unit |");
        runtimes.forEach(runtime -> text.append(' ').append(runtime.title()).append(" |"));
        text.append(" ÷ best | ÷ C |\n|---|---|")
                .append("---|".repeat(runtimes.size() + 2))
                .append('\n');
        rows.forEach(row -> addRow(row, runtimes));
    }

    private void addRow(Row row, List<WasiRuntime> runtimes) {
        text.append("| ").append(row.title()).append(" | ").append(row.unit()).append(" |");
        var best = results.bestPeer(row);
        for (var runtime : runtimes) {
            var cell = results.figure(row, runtime).map(this::cell).orElse("");
            boolean isBest = best.equals(Optional.of(runtime));
            text.append(' ').append(isBest ? "**" + cell + "**" : cell).append(" |");
        }
        text.append(' ').append(ratio(best.flatMap(peer -> results.ratio(row, peer))));
        text.append(" | ").append(ratio(results.ratio(row, WasiRuntime.NATIVE))).append(" |\n");
    }

    private String cell(Figure figure) {
        return switch (figure) {
            case Figure.Measured measured -> number(measured.median());
            case Figure.Missing missing -> {
                if (!reasons.contains(missing.reason())) {
                    reasons.add(missing.reason());
                }
                yield "-[" + (reasons.indexOf(missing.reason()) + 1) + "]";
            }
        };
    }

    /** Three digits. */
    private static String number(double value) {
        int decimals = value == 0 ? 0 : Math.clamp(2 - (long) Math.floor(Math.log10(Math.abs(value))), 0, 6);
        return String.format(Locale.ROOT, "%." + decimals + "f", value);
    }

    private static String ratio(Optional<Double> ratio) {
        return ratio.map(value -> String.format(Locale.ROOT, "%.2f", value)).orElse("-");
    }

    private void addReasons() {
        if (!reasons.isEmpty()) {
            text.append("\n## Where there is no figure\n\n")
                    .append(
                            "WASI's errors: 28 invalid, 52 no such function, 58 not supported, 63 not permitted, 76 not capable.\n\n");
        }
        for (int i = 0; i < reasons.size(); i++) {
            // A reason may have the name of a temporary file, or a bar.
            var reason = reasons.get(i).replaceAll("/tmp/\\S+", "…").replace("|", "\\|");
            text.append("- [").append(i + 1).append("] ").append(reason).append('\n');
        }
    }
}
