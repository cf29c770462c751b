package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Compares jwasi with the stored baseline, or stores it. */
final class BaselineCheck {
    /** Where a row counts as slower: beyond what the same code differs by from one run to the next. */
    private static final double TOLERANCE = 1.25;

    private static final int ROUNDS = 3;

    private BaselineCheck() {}

    /** The exit status: 1 if a row is slower. */
    static int run(Arguments arguments, Comparison comparison, List<Row> rows) throws IOException {
        var measured = measure(comparison, rows);
        var baseline = Baseline.read(Home.baseline());
        if (arguments.baseline().equals(Optional.of(Baseline.Action.STORE))) {
            baseline.with(measured).write(Home.baseline());
            System.out.println(Home.baseline());
            return 0;
        }
        return report(baseline, measured, rows);
    }

    private static int report(Baseline baseline, Map<String, Double> measured, List<Row> rows) {
        int slower = 0;
        System.out.println("| row | now ÷ baseline | |\n|---|---|---|");
        for (var row : rows) {
            var now = measured.get(row.id());
            var before = baseline.ratio(row);
            if (now == null || before.isEmpty()) {
                System.out.printf("| %s | - | %s |%n", row.title(), now == null ? "not measured" : "no baseline");
                continue;
            }
            double change = row.higherIsBetter() ? before.get() / now : now / before.get();
            boolean isSlower = change > TOLERANCE;
            slower += isSlower ? 1 : 0;
            System.out.printf(Locale.ROOT, "| %s | %.2f | %s |%n", row.title(), change, isSlower ? "SLOWER" : "");
        }
        return slower == 0 ? 0 : 1;
    }

    private static Map<String, Double> measure(Comparison comparison, List<Row> rows) throws IOException {
        var ratios = new TreeMap<String, List<Double>>();
        for (int round = 0; round < ROUNDS; round++) {
            for (var row : rows) {
                // Beside each row, as a machine's speed changes while it is used.
                double calibration =
                        row.higherIsBetter() || row.metric() == Row.Metric.PEAK ? 1 : comparison.calibrate();
                comparison
                        .measure(List.of(row), List.of(WasiRuntime.JWASI))
                        .median(row, WasiRuntime.JWASI)
                        .ifPresent(median -> ratios.computeIfAbsent(row.id(), id -> new ArrayList<>())
                                .add(median * row.divisor() / calibration));
            }
        }
        var medians = new TreeMap<String, Double>();
        ratios.forEach((id, values) ->
                medians.put(id, values.stream().sorted().toList().get(values.size() / 2)));
        return medians;
    }
}
