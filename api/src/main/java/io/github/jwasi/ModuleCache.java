package io.github.jwasi;

import io.github.jwasi.bindings.CacheFolder;
import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Compiled modules in a folder, each in a file named by what it was compiled from: the module's bytes, the engine's
 * version and its options. Beside them files named by the identity of a module's file, which hold the name of its code.
 *
 * <p>It saves time and is never needed: where the folder cannot be used, modules are compiled.
 */
final class ModuleCache {
    private static final int KEY_BYTES = 32;

    private final Engine engine;
    private final Path folder;
    private final long maxSize;

    ModuleCache(Engine engine, Path folder) {
        this.engine = engine;
        this.folder = folder;
        maxSize = engine.options().maxCacheSize();
    }

    /** The native module of a file that was compiled before, or null. The file is not read. */
    @Nullable
    MemorySegment get(FileIdentity file) {
        var event = Events.areOn() ? CacheLookupEvent.begun() : null;
        var found = find(file);
        // Else it is looked for by its content.
        if (event != null && found != null) {
            event.finish(folder, true, true);
        }
        return found;
    }

    private @Nullable MemorySegment find(FileIdentity file) {
        try {
            var reference = CacheFolder.secured(folder).resolve(reference(file));
            var key = Files.readAllBytes(reference);
            if (key.length != KEY_BYTES) {
                return null;
            }
            CacheEviction.use(reference);
            return load(code(key));
        } catch (IOException | CompileException e) {
            // If there is anything to say, it is said after a look at the file itself.
            return null;
        }
    }

    /**
     * The native module of a binary, out of the folder or newly compiled.
     *
     * @param file where the binary is from, to be found by that the next time
     */
    MemorySegment get(MemorySegment binary, @Nullable FileIdentity file, Supplier<MemorySegment> compile) {
        var event = Events.areOn() ? CacheLookupEvent.begun() : null;
        var key = key(binary);
        var code = code(key);
        var cached = cached(code);
        if (event != null) {
            event.finish(folder, cached != null, false);
        }
        var module = cached == null ? compile.get() : cached;
        try {
            CacheFolder.secured(folder);
            if (cached == null) {
                store(module, code);
            }
            if (file != null) {
                replace(folder.resolve(reference(file)), channel -> channel.write(ByteBuffer.wrap(key)));
            }
        } catch (IOException e) {
            warn("the module cache " + folder + " is not used: " + e.getMessage());
        }
        return module;
    }

    private Path code(byte[] key) {
        return folder.resolve(HexFormat.of().formatHex(key) + ".cwasm");
    }

    private String reference(FileIdentity file) {
        try (var arena = Arena.ofConfined()) {
            return HexFormat.of().formatHex(key(NativeText.utf8(arena, file.text()))) + ".ref";
        }
    }

    /** A file that was spoilt is removed. */
    private @Nullable MemorySegment cached(Path code) {
        try {
            CacheFolder.secured(folder);
            return load(code);
        } catch (CompileException e) {
            warn("compiling anew: " + e.getMessage());
            delete(code);
            return null;
        } catch (IOException e) {
            // It is said when the folder is written to.
            return null;
        }
    }

    private MemorySegment load(Path code) throws IOException {
        // First, so that it is not evicted meanwhile.
        CacheEviction.use(code);
        try {
            return SerializedModule.load(engine, code);
        } catch (CompileException e) {
            if (Files.notExists(code)) {
                throw new NoSuchFileException(code.toString());
            }
            throw e;
        }
    }

    private static void delete(Path code) {
        try {
            Files.deleteIfExists(code);
        } catch (IOException e) {
            warn("the spoilt file cannot be removed: " + e);
        }
    }

    private byte[] key(MemorySegment bytes) {
        try (var arena = Arena.ofConfined()) {
            var key = arena.allocate(KEY_BYTES);
            NativeFailure.checkArgument(
                    "module", Wasmtime.jwasi_module_key(engine.pointer(), bytes, bytes.byteSize(), key));
            return key.toArray(ValueLayout.JAVA_BYTE);
        }
    }

    private void store(MemorySegment module, Path code) throws IOException {
        try (var serialized = new SerializedModule(module)) {
            if (serialized.byteSize() <= maxSize) {
                replace(code, serialized::writeTo);
                CacheEviction.enforce(folder, maxSize, code);
            }
        }
    }

    private interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /** Writes beside the file and renames, so that nobody ever sees half of it. */
    private void replace(Path file, Content content) throws IOException {
        var temporary = Files.createTempFile(folder, "module", ".tmp");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                content.writeTo(channel);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    /** Asks for the logger only now, as to find it takes longer than to load a module. */
    private static void warn(String message) {
        System.getLogger("io.github.jwasi").log(Level.WARNING, message);
    }
}
