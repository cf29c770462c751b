package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** jwasi's own library, with a garbage collection before each call of it: whatever Java does not hold is gone by then. */
public final class CollectingLibrary implements NativeLibraryProvider {
    private static final AtomicLong COLLECTIONS = new AtomicLong();
    private static final MethodHandle COLLECT;

    static {
        try {
            COLLECT = MethodHandles.lookup()
                    .findStatic(CollectingLibrary.class, "collect", MethodType.methodType(void.class));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("collect", e);
        }
    }

    /** For the service loader. */
    public CollectingLibrary() {}

    static long collections() {
        return COLLECTIONS.get();
    }

    static void collect() {
        COLLECTIONS.incrementAndGet();
        System.gc();
    }

    @Override
    public SymbolLookup lookup(Arena arena) throws IOException {
        var library = SymbolLookup.libraryLookup(extracted(), arena);
        return name -> library.find(name).map(function -> collecting(name, function, arena));
    }

    private static MemorySegment collecting(String name, MemorySegment function, Arena arena) {
        return descriptor(name)
                .map(type -> {
                    var call = Linker.nativeLinker().downcallHandle(function, type);
                    return Linker.nativeLinker().upcallStub(MethodHandles.foldArguments(call, COLLECT), type, arena);
                })
                .orElse(function);
    }

    private static Optional<FunctionDescriptor> descriptor(String name) {
        try {
            return Optional.of((FunctionDescriptor)
                    Wasmtime.class.getMethod(name + "$descriptor").invoke(null));
        } catch (NoSuchMethodException e) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(name, e);
        }
    }

    private static Path extracted() throws IOException {
        try {
            var resource = CollectingLibrary.class
                    .getClassLoader()
                    .getResource("META-INF/jwasi")
                    .toURI();
            if (!resource.getScheme().equals("jar")) {
                return copy(Path.of(resource));
            }
            try (var jar =
                    FileSystems.newFileSystem(URI.create(resource.toString().replaceAll("!.*", "")), Map.of())) {
                return copy(jar.getPath("META-INF", "jwasi"));
            }
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    private static Path copy(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            var library = files.filter(file -> file.endsWith(System.mapLibraryName("jwasi")))
                    .findFirst()
                    .orElseThrow();
            var copy = Files.createTempDirectory("jwasi-collecting").resolve(System.mapLibraryName("jwasi"));
            Files.copy(library, copy);
            copy.toFile().deleteOnExit();
            copy.getParent().toFile().deleteOnExit();
            return copy;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
