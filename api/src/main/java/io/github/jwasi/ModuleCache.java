package io.github.jwasi;

import io.github.jwasi.bindings.CacheFolder;
import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.function.Supplier;

/**
 * Compiled modules in a folder, each named by what it was compiled from: the module's bytes, the engine's version and
 * its options.
 *
 * <p>It saves time and is never needed: where the folder cannot be used, modules are compiled.
 */
final class ModuleCache {
    private final Path folder;

    ModuleCache(Path folder) {
        this.folder = folder;
    }

    /** The native module of a binary, out of the folder or newly compiled. */
    MemorySegment get(Engine engine, MemorySegment binary, Supplier<MemorySegment> compile) {
        try {
            var file = CacheFolder.secured(folder).resolve(key(engine, binary) + ".cwasm");
            return Files.exists(file) ? load(engine, file, compile) : store(compile.get(), file);
        } catch (IOException e) {
            warn("the module cache " + folder + " is not used: " + e);
            return compile.get();
        }
    }

    /** A file that somebody spoilt is replaced. */
    private static MemorySegment load(Engine engine, Path file, Supplier<MemorySegment> compile) throws IOException {
        try {
            return Module.deserialized(engine, file);
        } catch (CompileException e) {
            warn("compiling anew: " + e.getMessage());
            Files.delete(file);
            return store(compile.get(), file);
        }
    }

    private static String key(Engine engine, MemorySegment binary) {
        try (var arena = Arena.ofConfined()) {
            var key = arena.allocate(32);
            Wasmtime.jwasi_module_key(engine.pointer(), binary, binary.byteSize(), key);
            return HexFormat.of().formatHex(key.toArray(ValueLayout.JAVA_BYTE));
        }
    }

    private static MemorySegment store(MemorySegment module, Path file) {
        try {
            write(module, file);
        } catch (IOException e) {
            warn("the compiled module is not kept in the module cache: " + e);
        }
        return module;
    }

    /** Writes beside the file and renames, so that nobody ever sees half of it. */
    private static void write(MemorySegment module, Path file) throws IOException {
        var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "module", ".tmp");
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                write(module, channel);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void write(MemorySegment module, FileChannel channel) throws IOException {
        var code = Module.serialized(
                module, bytes -> Arena.ofAuto().allocate(bytes.byteSize()).copyFrom(bytes));
        for (long written = 0; written < code.byteSize(); ) {
            long rest = Math.min(code.byteSize() - written, 1 << 30);
            written += channel.write(code.asSlice(written, rest).asByteBuffer());
        }
    }

    /** Asks for the logger only now, as to find it takes longer than to load a module. */
    private static void warn(String message) {
        System.getLogger("io.github.jwasi").log(Level.WARNING, message);
    }
}
