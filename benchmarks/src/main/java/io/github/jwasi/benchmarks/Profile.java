package io.github.jwasi.benchmarks;

import java.util.Locale;

/** How thoroughly is measured. */
enum Profile {
    /** Everything once, to see that it works: the figures mean nothing. */
    SMOKE(1, 1, 0.02, 1, 0.02, 0.02),
    /** Some rows, in less than ten minutes. */
    QUICK(1, 3, 0.2, 3, 0.25, 1.2),
    /** All rows. */
    WHOLE(3, 5, 0.5, 5, 1, 8);

    private final int rounds;
    private final int processes;
    private final double warmup;
    private final int samples;
    private final double seconds;
    private final double longWarmup;

    Profile(int rounds, int processes, double warmup, int samples, double seconds, double longWarmup) {
        this.rounds = rounds;
        this.processes = processes;
        this.warmup = warmup;
        this.samples = samples;
        this.seconds = seconds;
        this.longWarmup = longWarmup;
    }

    /** Its word on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** How often each runtime gets its turn, with a new process. */
    int rounds() {
        return rounds;
    }

    /** How often a process is started where the whole process is what is measured. */
    int processes() {
        return processes;
    }

    /** Samples in a process. */
    int samples() {
        return samples;
    }

    /** Seconds of one sample. */
    double seconds() {
        return seconds;
    }

    /** Seconds before the first sample. */
    double warmup(WasiRuntime runtime) {
        if (runtime == WasiRuntime.GRAALWASM) {
            // Its compiler is Java too, and has to compile itself first.
            return 4 * longWarmup;
        }
        return runtime.warmsUp() ? longWarmup : warmup;
    }
}
