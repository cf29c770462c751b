package io.github.jwasi;

/**
 * The guest called {@code proc_exit} outside {@link WASI#start}: in {@link WASI#initialize} or in an exported function.
 *
 * <p>It is no error and has no stack trace. {@link WASI#start} never throws it, but returns the code.
 */
public final class ExitException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    /** Whatever 32 bits the guest gave. */
    private final int code;

    ExitException(int code) {
        super("the guest exited with code ".concat(Integer.toString(code)), null, false);
        this.code = code;
    }

    /**
     * The exit code.
     *
     * @return all 32 bits that the guest gave
     */
    public int code() {
        return code;
    }
}
