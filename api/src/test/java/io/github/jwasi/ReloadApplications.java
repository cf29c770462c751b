package io.github.jwasi;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;

/**
 * Runs applications, each with the library in a class loader of its own, and says of which the loader was unloaded.
 *
 * <p>In a JVM that clears soft references at every collection, as the JDK's own caches hold method handles by them.
 */
final class ReloadApplications {
    /** More than enough: two, as the cleaners of the first free memory, and the seconds that the watchdog stays. */
    private static final int COLLECTIONS = 1000;

    private ReloadApplications() {}

    /** Takes the class path of the applications. */
    public static void main(String[] args) throws Exception {
        try (var staying = application(args[0])) {
            System.out.println("first: " + run(staying));
            for (int i = 0; i < 3; i++) {
                var unloaded = isUnloaded(usedAndClosed(args[0]));
                System.out.println("another is " + (unloaded ? "unloaded" : "held"));
            }
            System.out.println("first again: " + run(staying));
        }
    }

    private static WeakReference<ClassLoader> usedAndClosed(String classPath) throws Exception {
        try (var loader = application(classPath)) {
            System.out.println("another: " + run(loader));
            return new WeakReference<>(loader);
        }
    }

    private static String run(ClassLoader loader) throws Exception {
        var type = loader.loadClass(ReloadedApplication.class.getName());
        return (String) ((Callable<?>) type.getConstructor().newInstance()).call();
    }

    private static boolean isUnloaded(WeakReference<ClassLoader> loader) throws InterruptedException {
        for (int i = 0; loader.get() != null && i < COLLECTIONS; i++) {
            System.gc();
            Thread.sleep(10);
        }
        return loader.get() == null;
    }

    /** Everything but the JDK is in this loader. */
    private static URLClassLoader application(String classPath) throws MalformedURLException {
        var entries = Arrays.asList(classPath.split(File.pathSeparator));
        var urls = new URL[entries.size()];
        for (int i = 0; i < urls.length; i++) {
            urls[i] = Path.of(entries.get(i)).toUri().toURL();
        }
        return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
    }
}
