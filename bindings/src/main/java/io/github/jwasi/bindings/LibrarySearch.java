package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryException;
import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Looks for the library: the file that the system property {@code jwasi.library.path} names, else what a
 * {@link NativeLibraryProvider} brings, else the one in the classifier jar of this platform.
 */
final class LibrarySearch {
    /** The system property that names the library's file. */
    static final String PROPERTY = "jwasi.library.path";

    private final Platform platform = Platform.current();
    private final List<String> failures = new ArrayList<>();
    private @Nullable String origin;
    private @Nullable Path file;
    private boolean unpacked;

    SymbolLookup load() {
        var property = System.getProperty(PROPERTY);
        if (property != null && !property.isEmpty()) {
            return named(property);
        }
        var provided = provided();
        return provided != null ? provided : packaged();
    }

    /** Who named what was loaded. */
    @Nullable
    String origin() {
        return origin;
    }

    /** What was loaded, or null where a provider did it. */
    @Nullable
    Path file() {
        return file;
    }

    /** Why what comes first was not loaded. */
    List<String> failures() {
        return failures;
    }

    /** Whether the file was written for that. */
    boolean isUnpacked() {
        return unpacked;
    }

    /** Whoever names a file means it, so nothing else is tried. */
    private SymbolLookup named(String property) {
        try {
            return load(Path.of(property), "the system property " + PROPERTY);
        } catch (InvalidPathException e) {
            throw new NativeLibraryException("the system property " + PROPERTY + " is no path: " + e.getMessage(), e);
        }
    }

    private @Nullable SymbolLookup provided() {
        try {
            for (var providers : providers()) {
                for (var provider : providers) {
                    var lookup = provided(provider);
                    if (lookup != null) {
                        return lookup;
                    }
                }
            }
        } catch (ServiceConfigurationError e) {
            failures.add("a provider: " + e.getMessage());
        }
        return null;
    }

    /** Those of the thread's class loader, and before them those of a module layer, which that loader need not see. */
    private static List<ServiceLoader<NativeLibraryProvider>> providers() {
        var visible = ServiceLoader.load(NativeLibraryProvider.class);
        var layer = LibrarySearch.class.getModule().getLayer();
        return layer == null || layer.equals(ModuleLayer.boot())
                ? List.of(visible)
                : List.of(ServiceLoader.load(layer, NativeLibraryProvider.class), visible);
    }

    private @Nullable SymbolLookup provided(NativeLibraryProvider provider) {
        var name = "the provider " + provider.getClass().getName();
        try {
            var lookup = provider.lookup(Arena.global());
            LibraryVersion.check(lookup, "the library of " + name);
            origin = name;
            return lookup;
        } catch (NativeLibraryException e) {
            failures.add(e.getMessage());
        } catch (IOException | RuntimeException | LinkageError e) {
            failures.add(name + ": " + e);
        }
        return null;
    }

    private SymbolLookup packaged() {
        var library = new PackagedLibrary(platform);
        var cache = CacheFolder.path();
        Path copy;
        try {
            copy = library.extractTo(cache);
        } catch (FileNotFoundException e) {
            failures.add(e.getMessage());
            throw unavailable();
        } catch (IOException e) {
            failures.add("the cache folder " + cache + ": " + e);
            return temporary(library);
        }
        unpacked = library.isUnpacked();
        return packaged(copy);
    }

    /** Where the cache folder cannot be used, a new folder for this process alone has to do. */
    private SymbolLookup temporary(PackagedLibrary library) {
        try (var folder = TemporaryFolder.create()) {
            var copy = library.extractTo(folder.path());
            unpacked = true;
            return packaged(copy);
        } catch (IOException e) {
            failures.add("the temporary folder " + System.getProperty("java.io.tmpdir") + ": " + e);
            throw unavailable();
        }
    }

    private SymbolLookup packaged(Path copy) {
        try {
            return load(copy, "the jar jwasi-native-" + platform.classifier());
        } catch (NativeLibraryException e) {
            throw failures.isEmpty() ? e : new NativeLibraryException(e.getMessage() + tried(), e.getCause());
        }
    }

    private SymbolLookup load(Path path, String name) {
        var lookup = new LibraryFile(path, name, platform).load();
        origin = name;
        file = path;
        return lookup;
    }

    private NativeLibraryException unavailable() {
        return new NativeLibraryException("no native library of jwasi for " + platform.description()
                + ". Add io.github.jwasi:jwasi-native with the classifier " + platform.classifier()
                + " to the class path, or name the library's file with -D" + PROPERTY + tried());
    }

    private String tried() {
        return ". Tried: " + String.join("; ", failures);
    }
}
