package io.github.jwasi;

/**
 * A module cannot be instantiated with the given imports: one is missing or has another type, or a limit of the store
 * does not allow what the module wants.
 */
public final class LinkException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    LinkException(String message) {
        super(message);
    }
}
