package io.github.jwasi.benchmarks.tasks;

/** A runtime computed something else than it should have. */
public final class WrongResultException extends RuntimeException {
    private static final long serialVersionUID = 1;

    WrongResultException(String what, Object expected, Object given) {
        super(what + ": " + given + " in place of " + expected);
    }

    static void check(String what, Object expected, Object given) {
        if (!expected.equals(given)) {
            throw new WrongResultException(what, expected, given);
        }
    }
}
