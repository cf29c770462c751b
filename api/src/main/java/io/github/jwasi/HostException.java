package io.github.jwasi;

import java.lang.foreign.MemorySegment;

/** What a host function or a host stream threw, on its way through the guest to the guest's caller. */
final class HostException {
    private HostException() {}

    /**
     * Throws {@code thrown} itself, with the guest's frames in its stack trace, or beside it as a suppressed
     * {@link TrapException} where the trace is of another moment.
     *
     * @return never
     */
    static RuntimeException withFrames(Throwable thrown, MemorySegment error, MemorySegment trap) {
        try {
            var failure = FailureReader.read(error, trap);
            if (failure != null && !failure.frames().isEmpty() && !WasmStackTrace.insert(thrown, failure.frames())) {
                thrown.addSuppressed(new TrapException(Trap.OTHER, "the guest called the host", failure.frames()));
            }
        } catch (StackOverflowError noRoomForFrames) {
            // It still is what was thrown.
        }
        throw HostException.<RuntimeException>unchecked(thrown);
    }

    /** A stream may throw a checked exception, and the caller shall see that and no wrapper. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <T extends Throwable> T unchecked(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
