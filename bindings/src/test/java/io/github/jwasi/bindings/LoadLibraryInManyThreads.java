package io.github.jwasi.bindings;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

/**
 * A program for {@link ChildJvm}: the first use of the library, on many threads at once. Half of them begin with the
 * loader, the others with a generated function.
 */
final class LoadLibraryInManyThreads {
    private static final int THREADS = 40;

    private LoadLibraryInManyThreads() {}

    public static void main(String[] arguments) throws Exception {
        var together = new CyclicBarrier(THREADS);
        var tasks = new ArrayList<Callable<String>>();
        for (int i = 0; i < THREADS; i++) {
            Callable<String> use = i % 2 == 0 ? NativeLibrary::engineVersion : LoadLibraryInManyThreads::makeWasi;
            tasks.add(() -> {
                together.await();
                return use.call();
            });
        }
        int made = 0;
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            for (var used : threads.invokeAll(tasks)) {
                made += used.get().equals("WASI") ? 1 : 0;
            }
        }
        System.out.println(made + " made, " + (THREADS - made) + " versions");
    }

    private static String makeWasi() {
        Wasmtime.jwasi_wasi_delete(Wasmtime.jwasi_wasi_new());
        return "WASI";
    }
}
