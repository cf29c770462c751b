package io.github.jwasi;

/**
 * The bytes are no module, or none that the engine accepts.
 *
 * <p>The message says what the bytes are, where they come from a file which file, and what is wrong with them.
 */
public final class CompileException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    CompileException(String message) {
        super(message);
    }
}
