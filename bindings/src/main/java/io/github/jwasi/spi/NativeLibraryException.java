package io.github.jwasi.spi;

import org.jspecify.annotations.Nullable;

/** The native library cannot be used. The message says what was tried, why it failed and what to do. */
public final class NativeLibraryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /**
     * A failure to load the library.
     *
     * @param message what was tried, why it failed and what to do
     */
    public NativeLibraryException(String message) {
        super(message);
    }

    /**
     * A failure to load the library.
     *
     * @param message what was tried, why it failed and what to do
     * @param cause what made it fail, if that is an exception
     */
    public NativeLibraryException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
