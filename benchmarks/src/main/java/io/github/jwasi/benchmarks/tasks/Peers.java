package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Peer;

/** The adapters, by the names of their classes: each one's runtime is in the class path of its own processes only. */
final class Peers {
    private Peers() {}

    static Peer named(String name) throws ReflectiveOperationException {
        return Class.forName(Peer.class.getPackageName() + "." + name)
                .asSubclass(Peer.class)
                .getDeclaredConstructor()
                .newInstance();
    }

    /** One line for the tables. */
    static String reason(Throwable failure) {
        var message = failure.getMessage() == null ? "" : failure.getMessage().strip();
        if (failure instanceof UnsupportedOperationException && !message.isEmpty()) {
            return message;
        }
        var first = message.lines().findFirst().map(line -> ": " + line).orElse("");
        return failure.getClass().getSimpleName() + first;
    }
}
