package io.github.jwasi;

import org.jspecify.annotations.Nullable;

/** What goes wrong with a module or with its guest. */
public abstract sealed class WebAssemblyException extends RuntimeException
        permits CompileException, LinkException, TrapException, WasmException, ExitException {
    private static final long serialVersionUID = 1;

    WebAssemblyException(String message) {
        super(message);
    }

    /** For an exception that is no error and has no stack trace. */
    WebAssemblyException(String message, @Nullable Throwable cause, boolean writableStackTrace) {
        super(message, cause, writableStackTrace, writableStackTrace);
    }
}
