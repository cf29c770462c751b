package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The command: measures the rows of a profile of every runtime, by turns, and writes the reports. */
public final class Comparison {
    private final Workspace workspace;
    private final JmhMeasurement jmh;
    private final ProcessMeasurement processes;
    private final Profile profile;

    Comparison(Workspace workspace, Profile profile) {
        this.workspace = workspace;
        this.profile = profile;
        jmh = new JmhMeasurement(workspace, profile);
        processes = new ProcessMeasurement(workspace, profile);
    }

    /**
     * Compares.
     *
     * @param args see {@link Arguments}
     * @throws IOException if a file cannot be used
     */
    public static void main(String[] args) throws IOException {
        Arguments arguments;
        try {
            arguments = Arguments.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println("benchmarks: " + e.getMessage() + "\n" + Arguments.USAGE);
            System.exit(2);
            return;
        }
        // JMH and AWT leave threads behind.
        System.exit(run(arguments));
    }

    /** The exit status. */
    private static int run(Arguments arguments) throws IOException {
        try (var workspace = new Workspace()) {
            workspace.compileNatives();
            workspace.installWasmtimePy();
            if (arguments.mayNamePrograms()) {
                workspace.addPrograms();
            }
            var rows = Rows.of(workspace, arguments.profile()).stream()
                    .filter(arguments::includes)
                    .toList();
            var comparison = new Comparison(workspace, arguments.profile());
            if (arguments.baseline().isPresent()) {
                return BaselineCheck.run(arguments, comparison, rows);
            }
            var results = comparison.measure(rows, arguments.runtimes());
            ReportFiles.write(results, arguments.profile(), arguments.out());
            System.out.println(arguments.out());
            return 0;
        }
    }

    /** Measures, and tells on stderr what was found. */
    Results measure(List<Row> rows, List<WasiRuntime> runtimes) {
        var results = new Results();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            System.err.printf(Locale.ROOT, "%d/%d %s: %s%n", i + 1, rows.size(), row.id(), row.title());
            measure(row, runtimes).forEach((runtime, figure) -> {
                results.put(row, runtime, figure);
                System.err.printf(Locale.ROOT, "    %-26s %s%n", runtime.title(), told(row, figure));
            });
        }
        return results;
    }

    /** Nanoseconds of the calibration. */
    double calibrate() throws IOException {
        var samples = jmh.calibrate().stream().sorted().toList();
        return samples.get(samples.size() / 2);
    }

    private static String told(Row row, Figure figure) {
        return switch (figure) {
            case Figure.Missing missing -> "- " + missing.reason();
            case Figure.Measured measured ->
                String.format(
                        Locale.ROOT,
                        "%.4g %s (%.4g to %.4g)",
                        measured.median(),
                        row.unit(),
                        measured.low(),
                        measured.high());
        };
    }

    private Map<WasiRuntime, Figure> measure(Row row, List<WasiRuntime> runtimes) {
        var samples = new EnumMap<WasiRuntime, List<Double>>(WasiRuntime.class);
        var figures = new EnumMap<WasiRuntime, Figure>(WasiRuntime.class);
        boolean severalTurns = row.metric() == Row.Metric.TIME || row.metric() == Row.Metric.SCALING;
        for (int round = 0; round < (severalTurns ? profile.rounds() : 1); round++) {
            for (var runtime : runtimes) {
                if (!row.runtimes().contains(runtime) || figures.containsKey(runtime)) {
                    continue;
                }
                try {
                    workspace.missing(runtime).ifPresent(reason -> {
                        throw new UnsupportedOperationException(reason);
                    });
                    samples.computeIfAbsent(runtime, key -> new ArrayList<>()).addAll(samples(row, runtime));
                } catch (IOException | UnsupportedOperationException e) {
                    figures.put(runtime, new Figure.Missing(String.valueOf(e.getMessage())));
                }
            }
        }
        samples.forEach((runtime, values) -> figures.putIfAbsent(runtime, Figure.of(values, row.divisor())));
        return figures;
    }

    private List<Double> samples(Row row, WasiRuntime runtime) throws IOException {
        var task = row.task();
        return switch (row.metric()) {
            case TIME -> time(row, runtime, 1);
            case PROCESS_TIME -> processes.time(runtime, task);
            case WALL -> processes.wall(runtime, task);
            case PEAK -> processes.peak(runtime, task);
            case SCALING -> scaling(row, runtime);
        };
    }

    private List<Double> time(Row row, WasiRuntime runtime, int threads) throws IOException {
        return runtime.isInJvm()
                ? jmh.time(runtime, row.task(), threads)
                : processes.time(runtime, row.task().with("threads", threads));
    }

    /** Two threads that take as long as one do twice the work. */
    private List<Double> scaling(Row row, WasiRuntime runtime) throws IOException {
        var alone = time(row, runtime, 1).stream().sorted().toList();
        double median = alone.get(alone.size() / 2);
        return time(row, runtime, 2).stream().map(both -> 2 * median / both).toList();
    }
}
