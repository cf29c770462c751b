package io.github.jwasi;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** Stops a guest that reads the stdin of the process, which never answers, in each of the ways. */
public final class WaitForStdin {
    private WaitForStdin() {}

    /** Prints the traps that the guests end with. */
    public static void main(String[] args) throws InterruptedException {
        try (var module = WebAssembly.compileText(Guests.CAT)) {
            stop(module, (store, thread) -> store.interrupt());
            stop(module, (store, thread) -> store.setDeadline(Duration.ofMillis(10)));
            stop(module, (store, thread) -> thread.interrupt());
            stop(module, (store, thread) -> store.close());
        }
        System.out.println("alive");
        // Another thread of the engine still waits for the stdin.
        System.exit(0);
    }

    private interface Way {
        void stop(Store store, Thread thread);
    }

    private static void stop(Module module, Way way) throws InterruptedException {
        try (var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            var end = new AtomicReference<String>();
            var thread = Thread.ofPlatform().start(() -> end.set(start(wasi, instance)));
            Thread.sleep(100);
            way.stop(instance.store(), thread);
            thread.join();
            System.out.println(end.get());
        }
    }

    private static String start(WASI wasi, Instance instance) {
        try {
            return "exit " + wasi.start(instance);
        } catch (TrapException e) {
            return e.trap() + (Thread.currentThread().isInterrupted() ? " interrupted" : "");
        }
    }
}
