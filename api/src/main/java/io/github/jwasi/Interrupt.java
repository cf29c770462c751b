package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.jwasi_interrupted_t;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What stops the guest of a store: the one part of it that every thread may use, also while the store is being closed. */
final class Interrupt {
    /** Made when a thread is interrupted for the first time, as it takes longer than many a guest. */
    private static final class Stub {
        static final MemorySegment INTERRUPTED = UpcallStub.of(
                jwasi_interrupted_t.Function.class, Interrupt::interrupted, jwasi_interrupted_t.descriptor());
    }

    private @Nullable MemorySegment pointer;
    private @Nullable Trap reason;

    /** The first reason that the end of a deadline was not, and so stays for ever. */
    private @Nullable Trap lasting;

    private boolean limited;

    /** As {@link System#nanoTime()} counts. */
    private long deadline;

    Interrupt(MemorySegment pointer) {
        this.pointer = pointer;
    }

    /** Called by the engine, on the thread that runs the guest. It throws nothing, which would end the JVM. */
    private static boolean interrupted() {
        return Thread.currentThread().isInterrupted();
    }

    /** Stops the guest, and whatever enters the store later. */
    synchronized void stop(Trap why) {
        if (lasting == null) {
            lasting = why;
        }
        raise(why);
    }

    private void raise(Trap why) {
        if (reason == null) {
            reason = why;
        }
        if (pointer != null) {
            Wasmtime.jwasi_interrupt_raise(pointer);
        }
    }

    /** Why the store is stopped, or null. */
    synchronized @Nullable Trap reason() {
        return reason;
    }

    /** Has the thread in the store look whether it was interrupted, and end the guest if so. */
    synchronized void ask() {
        if (pointer != null) {
            Wasmtime.jwasi_interrupt_ask(pointer, Stub.INTERRUPTED);
        }
    }

    /** Moves the deadline, and lets guests run again that only the old one stopped. */
    synchronized void setDeadline(Duration time) {
        limited = true;
        deadline = System.nanoTime() + nanos(time);
        resume();
    }

    synchronized void clearDeadline() {
        limited = false;
        resume();
    }

    /** No more than what {@link System#nanoTime()} can tell apart, which is 146 years. */
    private static long nanos(Duration time) {
        var most = Duration.ofNanos(Long.MAX_VALUE / 2);
        return (time.compareTo(most) < 0 ? time : most).toNanos();
    }

    private void resume() {
        reason = lasting;
        if (reason == null && pointer != null) {
            Wasmtime.jwasi_interrupt_lower(pointer);
        }
    }

    synchronized Optional<Duration> timeLeft() {
        return limited ? Optional.of(Duration.ofNanos(Math.max(deadline - System.nanoTime(), 0))) : Optional.empty();
    }

    /** Stops the guest if its time is over. */
    synchronized void checkDeadline() {
        if (limited && reason == null && deadline - System.nanoTime() <= 0) {
            raise(Trap.DEADLINE);
        }
    }

    /** The exception of a guest that was stopped. */
    TrapException explain(NativeFailure failure) {
        var why = reason();
        return switch (why) {
            case null ->
                new TrapException(
                        Trap.THREAD_INTERRUPTED,
                        "the thread " + Thread.currentThread().getName() + " was interrupted",
                        failure.frames());
            case DEADLINE -> new TrapException(why, "the deadline of the store is over", failure.frames());
            case CLOSED -> new TrapException(why, "the store was closed while its guest was running", failure.frames());
            default -> new TrapException(why, "the store was interrupted", failure.frames());
        };
    }

    synchronized void close() {
        if (pointer != null) {
            Wasmtime.jwasi_interrupt_delete(pointer);
            pointer = null;
        }
    }
}
