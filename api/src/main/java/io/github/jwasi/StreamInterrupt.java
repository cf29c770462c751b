package io.github.jwasi;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Wakes the thread that runs a guest out of a stream of the host.
 *
 * <p>It is interrupted for that, but only while it is in the stream; and afterwards its interrupted status is cleared, as
 * nobody asked for it.
 */
final class StreamInterrupt {
    private static final int OUTSIDE = 0;
    private static final int INSIDE = 1;
    private static final int INTERRUPTING = 2;
    private static final int INTERRUPTED = 3;

    private final AtomicInteger state = new AtomicInteger();

    /** Written before {@link #INSIDE}, and read where nobody can leave. */
    private @Nullable Thread thread;

    /** Whether the stream that was left last was so because of {@link #interrupt}, until that is told. */
    private boolean stopped;

    /** Asked by the thread that is inside the store. */
    boolean isInside() {
        return state.getPlain() != OUTSIDE;
    }

    /** The current thread enters a stream. */
    void enter() {
        thread = Thread.currentThread();
        // Without a fence: who interrupts will look again.
        state.setRelease(INSIDE);
    }

    /** The current thread has left the stream. Gives whether it was interrupted in there by {@link #interrupt}. */
    boolean exit() {
        if (state.compareAndSet(INSIDE, OUTSIDE)) {
            return false;
        }
        while (state.get() == INTERRUPTING) {
            Thread.onSpinWait();
        }
        Thread.interrupted();
        state.setRelease(OUTSIDE);
        return true;
    }

    /** Interrupts the thread that is in a stream, if one is and was not interrupted there yet. */
    void interrupt() {
        if (!state.compareAndSet(INSIDE, INTERRUPTING)) {
            return;
        }
        try {
            if (thread != null) {
                thread.interrupt();
            }
        } finally {
            state.set(INTERRUPTED);
        }
    }

    /** The stream threw because of {@link #interrupt}, which ends the guest. */
    void stopped() {
        stopped = true;
    }

    /** Whether {@link #stopped()} was called since this was asked last. */
    boolean wasStopped() {
        boolean was = stopped;
        stopped = false;
        return was;
    }
}
