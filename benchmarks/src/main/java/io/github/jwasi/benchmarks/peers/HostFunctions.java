package io.github.jwasi.benchmarks.peers;

/** What the host's functions do that guests call: next to nothing, so that the call is what takes the time. */
final class HostFunctions {
    static final String MODULE = "host";

    private HostFunctions() {}

    static int ints(int a, int b) {
        return a + b;
    }

    static double doubles(double a, double b) {
        return a + b;
    }

    static double mixed(int a, long b, float c, double d) {
        return a + b + (c + d);
    }
}
