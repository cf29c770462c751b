package io.github.jwasi.cli;

import io.github.jwasi.Store;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntSupplier;

/** Ends a guest that runs too long. */
final class Deadline {
    /** What a guest gets to notice that it is to end, before the process ends with it. */
    private static final Duration GRACE = Duration.ofMillis(250);

    private final Duration timeout;
    private final Store store;
    private final CountDownLatch ended = new CountDownLatch(1);

    /** Set by who is first: the guest, which ended, or the watch, whose time was over. */
    private final AtomicBoolean decided = new AtomicBoolean();

    private Deadline(Duration timeout, Store store) {
        this.timeout = timeout;
        this.store = store;
    }

    /** Runs the guest, and gives its status or that of the timeout. */
    static int enforce(Duration timeout, Store store, IntSupplier guest) {
        var deadline = new Deadline(timeout, store);
        var watch = start("jwasi timeout", deadline::watch);
        int status = guest.getAsInt();
        boolean inTime = deadline.decided.compareAndSet(false, true);
        deadline.ended.countDown();
        if (inTime) {
            return status;
        }
        join(watch);
        return Status.TIMEOUT;
    }

    private void watch() {
        if (await(timeout) || !decided.compareAndSet(false, true)) {
            return;
        }
        var teller = start("jwasi message", this::tell);
        join(teller);
        store.interrupt();
        if (!await(GRACE)) {
            // It waits in a system call, which nothing but the end of the process ends.
            Runtime.getRuntime().halt(Status.TIMEOUT);
        }
    }

    private void tell() {
        System.err.println("jwasi: the guest ran longer than the timeout of "
                + timeout.toString().substring("PT".length()).toLowerCase(Locale.ROOT));
    }

    private boolean await(Duration time) {
        try {
            return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            throw notInterrupted(e);
        }
    }

    private static Thread start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Waits for a moment only, as who should read stderr may not. */
    private static void join(Thread thread) {
        try {
            thread.join(GRACE);
        } catch (InterruptedException e) {
            throw notInterrupted(e);
        }
    }

    private static AssertionError notInterrupted(InterruptedException e) {
        return new AssertionError("nobody interrupts these threads", e);
    }
}
