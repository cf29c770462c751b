package io.github.jwasi.benchmarks;

import io.github.jwasi.benchmarks.tasks.CalibrationBenchmark;
import io.github.jwasi.benchmarks.tasks.Task;
import io.github.jwasi.benchmarks.tasks.TaskBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures by JMH, with one fork for one task under one runtime. */
final class JmhMeasurement {
    private static final String CLASS_PATH = "java.class.path";

    private final Workspace workspace;
    private final Profile profile;

    JmhMeasurement(Workspace workspace, Profile profile) {
        this.workspace = workspace;
        this.profile = profile;
    }

    /** Nanoseconds of the task, of each iteration. */
    List<Double> time(WasiRuntime runtime, Task task, int threads) throws IOException {
        var failure = workspace.file("failure");
        Files.deleteIfExists(failure);
        var own = System.getProperty(CLASS_PATH);
        // JMH has no option for the class path of a fork: it takes its own.
        System.setProperty(CLASS_PATH, runtime.classPath());
        try {
            var samples = run(options(TaskBenchmark.class, profile.warmup(runtime))
                    .param("peer", runtime.adapter())
                    .param("task", task.text())
                    .param("failure", failure.toString())
                    .jvmArgsAppend(options(runtime, task))
                    .threads(threads));
            if (samples.isEmpty()) {
                throw new UnsupportedOperationException(
                        Files.exists(failure) ? Files.readString(failure) : "the process died");
            }
            return samples;
        } finally {
            System.setProperty(CLASS_PATH, own);
        }
    }

    private static String[] options(WasiRuntime runtime, Task task) {
        var options = new ArrayList<>(runtime.options());
        if (task.get("kind").equals("memory")) {
            // So that large arrays come soon from where others were, as to touch new memory takes longer than the copy.
            options.add("-Xmx1g");
            options.add("-Xms1g");
            options.add("-XX:+AlwaysPreTouch");
        }
        return options.toArray(String[]::new);
    }

    /** Nanoseconds of the calibration. */
    List<Double> calibrate() throws IOException {
        return run(options(CalibrationBenchmark.class, 0.5));
    }

    private static List<Double> run(ChainedOptionsBuilder options) throws IOException {
        try {
            return new Runner(options.build())
                    .run().stream()
                            .flatMap(run -> run.getBenchmarkResults().stream())
                            .flatMap(fork -> fork.getIterationResults().stream())
                            .map(iteration -> iteration.getPrimaryResult().getScore())
                            .toList();
        } catch (RunnerException e) {
            throw new IOException(e);
        }
    }

    private ChainedOptionsBuilder options(Class<?> benchmark, double warmup) {
        double iterations = Math.max(1, Math.ceil(warmup));
        return new OptionsBuilder()
                .include(benchmark.getName())
                .forks(1)
                .warmupIterations((int) iterations)
                .warmupTime(time(warmup / iterations))
                .measurementIterations(profile.samples())
                .measurementTime(time(profile.seconds()))
                .timeout(TimeValue.minutes(15))
                .shouldFailOnError(false)
                .verbosity(VerboseMode.SILENT);
    }

    private static TimeValue time(double seconds) {
        return TimeValue.nanoseconds(Duration.ofMillis((long) (seconds * 1000)).toNanos());
    }
}
