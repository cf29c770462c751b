package io.github.jwasi;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The thread that looks, about every millisecond, at the stores that have a thread inside: whether that was interrupted,
 * whether a deadline is over, and whether it left a store that another thread closed.
 *
 * <p>So entering and leaving a store, which a call into a guest of 20 ns does, costs no more than a look at a field: a
 * store announces itself when it is entered after it was left alone for some time. Without stores to watch the thread
 * waits, and ends after a while, so that it keeps no class loader alive.
 */
final class Watchdog implements Runnable {
    private static final long PERIOD_NANOS = 1_000_000;
    private static final long KEEP_ALIVE_NANOS = 2_000_000_000;

    private static final ConcurrentLinkedQueue<Store> ARRIVALS = new ConcurrentLinkedQueue<>();

    private static volatile @Nullable Watchdog running;

    private final Thread thread = new Thread(null, this, "jwasi-watchdog", 0, false);
    private final List<Store> stores = new ArrayList<>();
    private volatile boolean waiting;

    private Watchdog() {
        thread.setDaemon(true);
        thread.setContextClassLoader(null);
    }

    /** Watches a store until it is closed or {@link Store#look()} says that nobody uses it. */
    static void watch(Store store) {
        ARRIVALS.add(store);
        var watchdog = running;
        if (watchdog == null) {
            start(store);
        } else if (watchdog.waiting) {
            LockSupport.unpark(watchdog.thread);
        }
    }

    private static synchronized void start(Store store) {
        if (running == null) {
            var watchdog = new Watchdog();
            try {
                watchdog.thread.start();
            } catch (Throwable noThread) {
                ARRIVALS.remove(store);
                throw noThread;
            }
            running = watchdog;
        }
    }

    @Override
    public void run() {
        do {
            while (await()) {
                round();
            }
        } while (!end());
    }

    /** Waits for the next round, or for a store to watch. Gives false when none came for long. */
    private boolean await() {
        if (!stores.isEmpty() || !ARRIVALS.isEmpty()) {
            LockSupport.parkNanos(this, PERIOD_NANOS);
            return true;
        }
        long began = System.nanoTime();
        waiting = true;
        while (ARRIVALS.isEmpty() && System.nanoTime() - began < KEEP_ALIVE_NANOS) {
            LockSupport.parkNanos(this, KEEP_ALIVE_NANOS);
        }
        waiting = false;
        return !ARRIVALS.isEmpty();
    }

    private void round() {
        for (var store = ARRIVALS.poll(); store != null; store = ARRIVALS.poll()) {
            stores.add(store);
        }
        stores.removeIf(store -> !look(store));
    }

    private static boolean look(Store store) {
        try {
            return store.look();
        } catch (Throwable e) {
            // Whatever it is, an exhausted heap for one, this thread has to go on, and looks again.
            return true;
        }
    }

    /** Ends this thread, unless a store arrived meanwhile that nobody started another thread for. */
    private boolean end() {
        synchronized (Watchdog.class) {
            running = null;
            if (ARRIVALS.isEmpty()) {
                return true;
            }
            running = this;
            return false;
        }
    }
}
