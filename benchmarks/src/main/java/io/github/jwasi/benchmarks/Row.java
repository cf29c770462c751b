package io.github.jwasi.benchmarks;

import io.github.jwasi.benchmarks.tasks.Task;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Predicate;

/**
 * One row of the tables.
 *
 * @param id its name in files and on the command line
 * @param group the heading that it stands under
 * @param title what is measured
 * @param unit the unit of the figures
 * @param divisor what a sample is divided by: from nanoseconds or bytes to the unit, and by the operations in a sample
 * @param metric what is measured of the task
 * @param task the task
 * @param quick whether it is in the quick set
 * @param runtimes the runtimes that it is measured of
 */
record Row(
        String id,
        String group,
        String title,
        String unit,
        double divisor,
        Metric metric,
        Task task,
        boolean quick,
        Set<WasiRuntime> runtimes) {
    /** What is measured. */
    enum Metric {
        /** The task measures itself, under JMH in the JVM. */
        TIME,
        /** The task measures itself, in a plain process, as JMH does not let it have its stdout or its memory. */
        PROCESS_TIME,
        /** From the start of the process to its end. */
        WALL,
        /** The most memory that the process had. */
        PEAK,
        /** How many times the work of one thread two threads do. */
        SCALING
    }

    boolean higherIsBetter() {
        return metric == Metric.SCALING;
    }

    Row quickly() {
        return new Row(id, group, title, unit, divisor, metric, task, true, runtimes);
    }

    Row in(Predicate<WasiRuntime> wanted) {
        var runtimes = EnumSet.copyOf(this.runtimes);
        runtimes.removeIf(wanted.negate());
        return new Row(id, group, title, unit, divisor, metric, task, quick, runtimes);
    }

    Row with(WasiRuntime more) {
        var runtimes = EnumSet.copyOf(this.runtimes);
        runtimes.add(more);
        return new Row(id, group, title, unit, divisor, metric, task, quick, runtimes);
    }
}
