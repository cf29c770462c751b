package io.github.jwasi.benchmarks;

import java.util.List;

/** What came out for one runtime in one row. */
sealed interface Figure {
    /**
     * A measured value.
     *
     * @param median the median of the samples
     * @param low the least of them
     * @param high the greatest
     * @param samples how many
     */
    record Measured(double median, double low, double high, int samples) implements Figure {}

    /**
     * None.
     *
     * @param reason why
     */
    record Missing(String reason) implements Figure {}

    /** The figure of samples, each divided. */
    static Figure of(List<Double> samples, double divisor) {
        if (samples.isEmpty()) {
            return new Missing("gave no sample");
        }
        var sorted = samples.stream().map(sample -> sample / divisor).sorted().toList();
        int half = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
        return new Measured(median, sorted.getFirst(), sorted.getLast(), sorted.size());
    }
}
