package io.github.jwasi;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/** What of the host serves a guest in the middle of a call of WASI: a stream, a clock or a source of random numbers. */
final class HostService {
    /** What the engine takes for a failure. */
    static final long FAILED = -1;

    private HostService() {}

    interface Work {
        long run() throws IOException;
    }

    /** Gives what the work gives, or {@link #FAILED}. Nothing may leave this method but that: an exception ends the JVM. */
    static long run(Store store, Work work) {
        var interrupt = store.stream();
        interrupt.enter();
        long result = FAILED;
        @Nullable Throwable thrown = null;
        try {
            result = work.run();
        } catch (Throwable e) {
            thrown = e;
        }
        boolean interrupted = interrupt.exit();
        if (thrown == null) {
            return result;
        }
        if (interrupted) {
            interrupt.stopped();
        } else {
            keepInterrupted(thrown);
            store.park(thrown);
        }
        return FAILED;
    }

    /** The interrupt that a stream took for its exception was meant for the guest too, and its caller will look for it. */
    private static void keepInterrupted(Throwable thrown) {
        if (thrown instanceof InterruptedIOException && !(thrown instanceof SocketTimeoutException)) {
            Thread.currentThread().interrupt();
        }
    }
}
