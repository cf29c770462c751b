package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Peer;

/** The adapters, by the names of their classes: each one's runtime is in the class path of its own processes only. */
final class Peers {
    private static final int LONGEST = 200;

    private Peers() {}

    static Peer named(String name) throws ReflectiveOperationException {
        return Class.forName(Peer.class.getPackageName() + "." + name)
                .asSubclass(Peer.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** One line for the tables. */
    static String reason(Throwable failure) {
        var message = failure.getMessage() == null
                ? ""
                : failure.getMessage().strip().lines().findFirst().orElse("");
        var reason = failure instanceof UnsupportedOperationException
                ? message
                : failure.getClass().getSimpleName() + ": " + message;
        return reason.substring(0, Math.min(reason.length(), LONGEST));
    }
}
