package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryException;
import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads the library: the file that the system property {@code jwasi.library.path} names, else what a
 * {@link NativeLibraryProvider} brings, else the one in the classifier jar of this platform.
 *
 * <p>It stays loaded until the JVM ends, as it has signal handlers and threads. Two class loaders may both use it.
 */
public final class NativeLibrary {
    /** The system property that names the library's file. */
    public static final String PROPERTY = "jwasi.library.path";

    private static final long LONGEST_VERSION = 64;

    private final Platform platform = Platform.current();
    private final List<String> tried = new ArrayList<>();

    private static volatile @Nullable SymbolLookup loaded;

    private NativeLibrary() {}

    /**
     * Loads the library, if it is not loaded, and gives the version of wasmtime that is inside.
     *
     * @throws NativeLibraryException at each call, until it can be loaded
     */
    public static String engineVersion() {
        return version(lookup().find("jwasi_wasmtime_version").orElseThrow());
    }

    /** The library's symbols. */
    static SymbolLookup lookup() {
        var lookup = loaded;
        return lookup != null ? lookup : loadOnce();
    }

    private static synchronized SymbolLookup loadOnce() {
        var lookup = loaded;
        if (lookup == null) {
            requireNativeAccess();
            loaded = lookup = new NativeLibrary().find();
        }
        return lookup;
    }

    /** Asks early, as otherwise the first native call fails with a message that does not say what to do. */
    private static void requireNativeAccess() {
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException e) {
            var module = NativeLibrary.class.getModule();
            throw new NativeLibraryException(
                    "native access is not granted: start java with --enable-native-access="
                            + (module.isNamed() ? "io.github.jwasi," + module.getName() : "ALL-UNNAMED"),
                    e);
        }
    }

    private SymbolLookup find() {
        var property = System.getProperty(PROPERTY);
        if (property != null && !property.isEmpty()) {
            return open(Path.of(property), "the system property " + PROPERTY);
        }
        for (var provider : ServiceLoader.load(NativeLibraryProvider.class)) {
            try {
                return open(
                        provider.library(),
                        "the provider " + provider.getClass().getName());
            } catch (Exception e) {
                tried.add("the provider " + provider.getClass().getName() + ": " + e);
            }
        }
        return open(packaged(), "the jar jwasi-native with the classifier " + platform.classifier());
    }

    private Path packaged() {
        var library = new PackagedLibrary(platform);
        try {
            return library.extractTo(CacheFolder.path());
        } catch (FileNotFoundException e) {
            tried.add(e.getMessage());
            throw unavailable();
        } catch (IOException e) {
            tried.add("the cache folder " + CacheFolder.path() + ": " + e);
        }
        return temporary(library);
    }

    /** Where the cache folder cannot be written, a folder for this process alone has to do. */
    private Path temporary(PackagedLibrary library) {
        try {
            var folder = Files.createTempDirectory("jwasi");
            var file = library.extractTo(folder);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> TemporaryFolder.delete(folder)));
            return file;
        } catch (IOException e) {
            tried.add("the temporary folder " + System.getProperty("java.io.tmpdir") + ": " + e);
            throw unavailable();
        }
    }

    private NativeLibraryException unavailable() {
        return new NativeLibraryException("no native library of jwasi for " + platform.os() + " on " + platform.cpu()
                + (platform.musl() ? " with musl" : "") + ". Add io.github.jwasi:jwasi-native with the classifier "
                + platform.classifier() + " to the class path, or name the library's file with -D" + PROPERTY
                + ". Tried: " + String.join("; ", tried));
    }

    private SymbolLookup open(Path file, String origin) {
        if (!Files.isRegularFile(file)) {
            throw new NativeLibraryException(origin + " names " + file + ", which is "
                    + (Files.exists(file) ? "no file" : "not there") + ": it has to be the file of the library");
        }
        SymbolLookup lookup;
        try {
            // Sound: the library is our own build, as its version shows below, and is never unloaded.
            lookup = SymbolLookup.libraryLookup(file.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new NativeLibraryException(refused(file, origin), e);
        }
        checkVersion(lookup, file);
        return lookup;
    }

    /** The JVM only says that it could not open the library, so the reason is looked for. */
    private String refused(Path file, String origin) {
        var message = "the operating system does not load " + file + " of " + origin + ": ";
        var problem = LibraryFile.problem(file, platform);
        if (problem != null) {
            return message + problem;
        }
        return message + "its folder may be mounted noexec, or a library that it needs is missing. Name another cache "
                + "folder with -D" + CacheFolder.PROPERTY + ", or another file with -D" + PROPERTY;
    }

    private static void checkVersion(SymbolLookup lookup, Path file) {
        var symbol = lookup.find("jwasi_wasmtime_version");
        if (symbol.isEmpty()) {
            throw new NativeLibraryException(
                    file + " is not the library of jwasi: it has no function jwasi_wasmtime_version");
        }
        var version = version(symbol.get());
        var wanted = Wasmtime.WASMTIME_VERSION().getString(0);
        if (!version.equals(wanted)) {
            throw new NativeLibraryException(file + " has wasmtime " + version + ", and this jwasi needs wasmtime "
                    + wanted + ": use the library of the same release");
        }
    }

    private static String version(MemorySegment function) {
        var handle = Linker.nativeLinker().downcallHandle(function, FunctionDescriptor.of(ValueLayout.ADDRESS));
        try {
            // Sound: the function returns a string of static storage, far shorter than this.
            return ((MemorySegment) handle.invokeExact())
                    .reinterpret(LONGEST_VERSION)
                    .getString(0);
        } catch (Throwable e) {
            throw new AssertionError("jwasi_wasmtime_version takes nothing and throws nothing", e);
        }
    }
}
