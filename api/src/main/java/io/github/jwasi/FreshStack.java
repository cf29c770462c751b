package io.github.jwasi;

/** Runs what must not meet the end of the stack, where that may be near: on another thread, while this one waits. */
final class FreshStack {
    /** Bytes of stack with which the calling thread may do it by itself. */
    static final long ENOUGH = 256 * 1024;

    private FreshStack() {}

    /** Runs the work, which throws nothing. An interrupt of this thread meanwhile is kept for later. */
    static void run(Runnable work) {
        var thread = new Thread(null, work, "jwasi-fresh-stack", 0, false);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
