package io.github.jwasi.cli;

/** The statuses that the command ends with when it is not the guest's code. */
final class Status {
    /** A module that cannot be loaded, compiled, linked or started. */
    static final int FAILURE = 1;

    /** A command line that makes no sense. */
    static final int USAGE = 2;

    /** The guest ran longer than {@code --timeout}; the same as of the command {@code timeout}. */
    static final int TIMEOUT = 124;

    /** The guest trapped; the same as of a process that aborted. */
    static final int TRAP = 134;

    private Status() {}
}
