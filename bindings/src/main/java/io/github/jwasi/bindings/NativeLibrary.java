package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The library behind the functions of {@link Wasmtime}.
 *
 * <p>It stays loaded until the JVM ends, as it has signal handlers and threads. Two class loaders may both use it.
 */
public final class NativeLibrary {
    private static volatile @Nullable SymbolLookup loaded;

    private NativeLibrary() {}

    /**
     * Loads the library, if it is not loaded. To be called before the first function: a class of a function that does
     * not find its library fails for good, without saying why from the second time on.
     *
     * @throws NativeLibraryException at each call, until the library can be loaded
     */
    public static void load() {
        if (loaded == null) {
            loadOnce();
        }
    }

    /**
     * The version of wasmtime that is inside the library, which is loaded if it is not.
     *
     * @throws NativeLibraryException as {@link #load}
     */
    public static String engineVersion() {
        load();
        return Wasmtime.WASMTIME_VERSION().getString(0);
    }

    /** The library's symbols. Loads it only when the first one is asked for, as the class of all functions asks here. */
    static SymbolLookup lookup() {
        return NativeLibrary::find;
    }

    private static Optional<MemorySegment> find(String name) {
        var lookup = loaded;
        return (lookup != null ? lookup : loadOnce()).find(name);
    }

    private static synchronized SymbolLookup loadOnce() {
        var lookup = loaded;
        if (lookup == null) {
            requireNativeAccess();
            var event = FlightRecording.isOn() ? NativeLibraryLoadEvent.begun() : null;
            var search = new LibrarySearch();
            lookup = search.load();
            loaded = lookup;
            if (event != null) {
                event.finish(search);
            }
            LibraryLog.write(search);
        }
        return lookup;
    }

    /** Asks early, as otherwise the first native call fails with a message that does not say what to do. */
    private static void requireNativeAccess() {
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException e) {
            throw accessDenied(e);
        }
    }

    /**
     * For the modules that use native code, of which each needs the grant.
     *
     * @param cause what the JVM throws where it is missing
     * @return what to throw instead
     */
    public static NativeLibraryException accessDenied(IllegalCallerException cause) {
        var module = NativeLibrary.class.getModule();
        var grantees = module.isNamed() ? "io.github.jwasi," + module.getName() : "ALL-UNNAMED";
        return new NativeLibraryException(
                "native access is not granted: start java with --enable-native-access=" + grantees, cause);
    }
}
