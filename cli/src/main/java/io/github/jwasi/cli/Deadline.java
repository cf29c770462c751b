package io.github.jwasi.cli;

import io.github.jwasi.Store;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/** Ends a guest that runs too long. */
final class Deadline {
    /** What a guest gets to notice that it is to end, before the process ends with it. */
    private static final long GRACE_MILLIS = 250;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Duration timeout;
    private final Store store;
    private volatile boolean passed;

    private Deadline(Duration timeout, Store store) {
        this.timeout = timeout;
        this.store = store;
    }

    /** Runs the guest, and gives its status or that of the timeout. */
    static int enforce(Duration timeout, Store store, IntSupplier guest) {
        var deadline = new Deadline(timeout, store);
        var watch = new Thread(deadline::watch, "jwasi timeout");
        watch.setDaemon(true);
        watch.start();
        int status = guest.getAsInt();
        deadline.ended.countDown();
        return deadline.passed ? Status.TIMEOUT : status;
    }

    private void watch() {
        try {
            if (ended.await(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
                return;
            }
            passed = true;
            System.err.println("jwasi: the guest was ended, as it ran longer than the timeout of "
                    + timeout.toString().substring(2).toLowerCase(Locale.ROOT));
            store.interrupt();
            if (!ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS)) {
                // It waits in a system call, which nothing but the end of the process ends.
                Runtime.getRuntime().halt(Status.TIMEOUT);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
