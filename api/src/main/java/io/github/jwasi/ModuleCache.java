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
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.function.Supplier;
import java.util.zip.CRC32C;

/**
 * Compiled modules in a folder, each named by what it was compiled from: the module's bytes, the engine's version and
 * its options.
 *
 * <p>It saves time and is never needed: where the folder cannot be used, modules are compiled.
 */
final class ModuleCache {
    /** Behind the machine code, where the engine does not look. */
    private static final ValueLayout.OfInt CHECKSUM = ValueLayout.JAVA_INT_UNALIGNED;

    private static final long LARGEST_BUFFER = 1 << 30;

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

    /** A file that was spoilt is replaced. */
    private static MemorySegment load(Engine engine, Path file, Supplier<MemorySegment> compile) throws IOException {
        try {
            checkIntact(file);
            return Module.deserialized(engine, file);
        } catch (CompileException e) {
            warn("compiling anew: " + e.getMessage());
            Files.delete(file);
            return store(compile.get(), file);
        }
    }

    /** The engine believes what the file says, and would end the JVM over a wrong bit. */
    private static void checkIntact(Path file) throws IOException {
        try (var channel = FileChannel.open(file);
                var arena = Arena.ofConfined()) {
            var bytes = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
            long length = bytes.byteSize() - CHECKSUM.byteSize();
            if (length <= 0 || bytes.get(CHECKSUM, length) != checksum(bytes.asSlice(0, length))) {
                throw new CompileException(file, "is spoilt");
            }
        }
    }

    private static int checksum(MemorySegment bytes) {
        var checksum = new CRC32C();
        for (long done = 0; done < bytes.byteSize(); done += LARGEST_BUFFER) {
            checksum.update(part(bytes, done));
        }
        return (int) checksum.getValue();
    }

    private static ByteBuffer part(MemorySegment bytes, long begin) {
        return bytes.asSlice(begin, Math.min(bytes.byteSize() - begin, LARGEST_BUFFER))
                .asByteBuffer();
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
                writeCode(module, channel);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static void writeCode(MemorySegment module, FileChannel channel) throws IOException {
        var code = Module.serialized(
                module, bytes -> Arena.ofAuto().allocate(bytes.byteSize()).copyFrom(bytes));
        write(code, channel);
        var checksum = Arena.ofAuto().allocate(CHECKSUM);
        checksum.set(CHECKSUM, 0, checksum(code));
        write(checksum, channel);
    }

    private static void write(MemorySegment bytes, FileChannel channel) throws IOException {
        for (long written = 0; written < bytes.byteSize(); ) {
            written += channel.write(part(bytes, written));
        }
    }

    /** Asks for the logger only now, as to find it takes longer than to load a module. */
    private static void warn(String message) {
        System.getLogger("io.github.jwasi").log(Level.WARNING, message);
    }
}
