package io.github.jwasi.benchmarks;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The figures, by row and runtime. */
final class Results {
    private final Map<Row, Map<WasiRuntime, Figure>> figures = new LinkedHashMap<>();

    void put(Row row, WasiRuntime runtime, Figure figure) {
        figures.computeIfAbsent(row, key -> new EnumMap<>(WasiRuntime.class)).put(runtime, figure);
    }

    List<Row> rows() {
        return List.copyOf(figures.keySet());
    }

    Optional<Figure> figure(Row row, WasiRuntime runtime) {
        return Optional.ofNullable(figures.get(row)).map(of -> of.get(runtime));
    }

    Optional<Double> median(Row row, WasiRuntime runtime) {
        return figure(row, runtime)
                .filter(Figure.Measured.class::isInstance)
                .map(figure -> ((Figure.Measured) figure).median());
    }

    /** The runtimes that were measured in any row. */
    List<WasiRuntime> runtimes() {
        return List.of(WasiRuntime.values()).stream()
                .filter(runtime -> figures.values().stream().anyMatch(row -> row.containsKey(runtime)))
                .toList();
    }

    /** The best of those that are not ours and not the limit. */
    Optional<WasiRuntime> bestPeer(Row row) {
        return best(
                row,
                runtimes().stream()
                        .filter(runtime -> !runtime.isOurs() && runtime != WasiRuntime.NATIVE)
                        .toList());
    }

    /** The best of ours. */
    Optional<WasiRuntime> bestOfOurs(Row row) {
        return best(row, runtimes().stream().filter(WasiRuntime::isOurs).toList());
    }

    private Optional<WasiRuntime> best(Row row, List<WasiRuntime> candidates) {
        Comparator<WasiRuntime> byMedian =
                Comparator.comparing(runtime -> median(row, runtime).orElseThrow());
        var measured =
                candidates.stream().filter(runtime -> median(row, runtime).isPresent());
        return measured.min(row.higherIsBetter() ? byMedian.reversed() : byMedian);
    }

    /** How many times as long ours takes as another, so that less is better in every row. */
    Optional<Double> ratio(Row row, WasiRuntime other) {
        var ours = bestOfOurs(row).flatMap(runtime -> median(row, runtime));
        var theirs = median(row, other);
        if (ours.isEmpty() || theirs.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(row.higherIsBetter() ? theirs.get() / ours.get() : ours.get() / theirs.get());
    }
}
