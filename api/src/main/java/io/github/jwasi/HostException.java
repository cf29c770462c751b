package io.github.jwasi;

import org.jspecify.annotations.Nullable;

/** What a host function or a host stream threw, on its way through the guest to the guest's caller. */
final class HostException {
    private HostException() {}

    /**
     * Throws {@code thrown} itself, with the guest's frames as a suppressed {@link TrapException}.
     *
     * @return never
     */
    static RuntimeException withFrames(Throwable thrown, @Nullable NativeFailure failure) {
        if (failure != null && !failure.frames().isEmpty()) {
            thrown.addSuppressed(new TrapException(Trap.OTHER, "the guest called the host", failure.frames()));
        }
        throw HostException.<RuntimeException>unchecked(thrown);
    }

    /** A stream may throw a checked exception, and the caller shall see that and no wrapper. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
