package io.github.jwasi.bindings;

import java.lang.foreign.MemorySegment;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;

/** A program for {@link ChildJvm}: calls functions in two class loaders at the same time. Its arguments are the class path. */
final class LoadLibraryInTwoClassLoaders {
    private static final int CALLS = 1000;

    private LoadLibraryInTwoClassLoaders() {}

    public static void main(String[] arguments) throws Exception {
        var together = new CyclicBarrier(2);
        var tasks = new ArrayList<Callable<String>>();
        for (int i = 0; i < 2; i++) {
            var bindings = new URLClassLoader(urls(arguments), ClassLoader.getPlatformClassLoader())
                    .loadClass("io.github.jwasi.bindings.Wasmtime");
            tasks.add(() -> {
                together.await();
                return use(bindings);
            });
        }
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (var used : threads.invokeAll(tasks)) {
                System.out.println(used.get());
            }
        }
    }

    private static String use(Class<?> bindings) throws ReflectiveOperationException {
        var make = bindings.getMethod("jwasi_wasi_new");
        var delete = bindings.getMethod("jwasi_wasi_delete", MemorySegment.class);
        for (int i = 0; i < CALLS; i++) {
            delete.invoke(null, make.invoke(null));
        }
        return bindings == Wasmtime.class ? "the same class" : "another class";
    }

    private static URL[] urls(String[] classPath) throws MalformedURLException {
        var urls = new URL[classPath.length];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(classPath[i]).toUri().toURL();
        }
        return urls;
    }
}
