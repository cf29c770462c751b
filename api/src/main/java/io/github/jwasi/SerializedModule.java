package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasm_byte_vec_t;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A compiled module as bytes: machine code in ELF format, and behind it, where the engine does not look, a checksum.
 *
 * <p>The engine checks its version and its options, and believes everything else: a wrong bit could end the JVM.
 */
final class SerializedModule implements AutoCloseable {
    private static final ValueLayout.OfInt CHECKSUM = ValueLayout.JAVA_INT_UNALIGNED;
    private static final long LARGEST_BUFFER = 1 << 30;

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment vector = wasm_byte_vec_t.allocate(arena);
    private final MemorySegment code;

    /** Of a {@code wasmtime_module_t}. */
    SerializedModule(MemorySegment module) {
        var error = Wasmtime.wasmtime_module_serialize(module, vector);
        if (NativeFailure.is(error)) {
            arena.close();
            throw new IllegalStateException(NativeFailure.message(error));
        }
        code = NativeText.bytes(vector);
    }

    long byteSize() {
        return code.byteSize() + CHECKSUM.byteSize();
    }

    byte[] toArray() {
        if (byteSize() > Integer.MAX_VALUE) {
            throw new IllegalStateException("the module has " + byteSize() + " bytes, too many for an array");
        }
        var bytes = new byte[(int) byteSize()];
        var copy = MemorySegment.ofArray(bytes);
        copy.asSlice(0, code.byteSize()).copyFrom(code);
        copy.set(CHECKSUM, code.byteSize(), checksum(code));
        return bytes;
    }

    void writeTo(FileChannel channel) throws IOException {
        for (long written = 0; written < code.byteSize(); ) {
            written += channel.write(part(code, written));
        }
        var checksum = arena.allocate(CHECKSUM);
        checksum.set(CHECKSUM, 0, checksum(code));
        channel.write(checksum.asByteBuffer());
    }

    @Override
    public void close() {
        Wasmtime.wasm_byte_vec_delete(vector);
        arena.close();
    }

    /** A new {@code wasmtime_module_t} of a file, which the engine maps into memory. */
    static MemorySegment load(Engine engine, Path file) throws IOException {
        try (var channel = FileChannel.open(file);
                var arena = Arena.ofConfined()) {
            check(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena), file);
            var path = NativeText.path(arena, file);
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_module_deserialize_file(engine.pointer(), path, path.byteSize(), out);
            return loaded(error, out, file);
        }
    }

    /** A new {@code wasmtime_module_t} of bytes, which the engine copies. */
    static MemorySegment load(Engine engine, byte[] bytes) {
        try (var arena = Arena.ofConfined()) {
            var code = arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes);
            check(code, null);
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_module_deserialize(engine.pointer(), code, code.byteSize(), out);
            return loaded(error, out, null);
        }
    }

    private static void check(MemorySegment bytes, @Nullable Path file) {
        if (bytes.byteSize() == 0) {
            throw failure(file, "is empty, not a compiled module");
        }
        long length = bytes.byteSize() - CHECKSUM.byteSize();
        if (length <= 0 || bytes.get(CHECKSUM, length) != checksum(bytes.asSlice(0, length))) {
            throw failure(file, "is no module that this engine compiled, or was changed since: its checksum is wrong");
        }
    }

    private static MemorySegment loaded(MemorySegment error, MemorySegment out, @Nullable Path file) {
        if (NativeFailure.is(error)) {
            throw failure(
                    file,
                    "is no module that this engine compiled, with these options: " + NativeFailure.message(error));
        }
        return out.get(ValueLayout.ADDRESS, 0);
    }

    private static CompileException failure(@Nullable Path file, String problem) {
        return file == null ? new CompileException(problem, null, 0, 0, -1) : new CompileException(file, problem);
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
}
