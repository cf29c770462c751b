package io.github.jwasi;

/** What becomes of a guest's exit code when a process ends with it. */
public final class ExitStatus {
    private ExitStatus() {}

    /**
     * The status for a code. Of a status the operating system keeps the low 8 bits, which may be 0 where the code is
     * not.
     *
     * @param code what the guest gave to {@code proc_exit}
     * @return the code, or 1 where the code is not 0 and its low 8 bits are
     */
    public static int of(int code) {
        return code != 0 && (code & 0xff) == 0 ? 1 : code;
    }
}
