package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasm_byte_vec_t;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Function;

/** Texts, paths and bytes on their way between Java and the native library. */
final class NativeText {
    private NativeText() {}

    /** The text in UTF-8, without a NUL at its end. */
    static MemorySegment utf8(SegmentAllocator allocator, String text) {
        return allocator.allocateFrom(ValueLayout.JAVA_BYTE, text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * The path in the bytes of the operating system. A name on Unix need not be text, so the bytes are taken from the
     * URI, which keeps them, and not from the string, which does not.
     */
    static MemorySegment path(SegmentAllocator allocator, Path path) {
        if (!path.getFileSystem().equals(FileSystems.getDefault())) {
            throw new IllegalArgumentException(path + " is in the file system of "
                    + path.getFileSystem().provider().getScheme()
                    + ", which only Java can read: a path of the operating system is needed");
        }
        if (File.separatorChar != '/') {
            return utf8(allocator, path.toAbsolutePath().toString());
        }
        return allocator.allocateFrom(
                ValueLayout.JAVA_BYTE, decoded(path.toAbsolutePath().toUri().getRawPath()));
    }

    private static byte[] decoded(String uriPath) {
        var bytes = new ByteArrayOutputStream(uriPath.length());
        for (int i = 0; i < uriPath.length(); i++) {
            char next = uriPath.charAt(i);
            if (next == '%') {
                bytes.write(Integer.parseInt(uriPath, i + 1, i + 3, 16));
                i += 2;
            } else {
                bytes.write(next);
            }
        }
        return bytes.toByteArray();
    }

    /** Reads the bytes that {@code fill} puts into a vector, and frees the vector. */
    static <T> T vector(Consumer<MemorySegment> fill, Function<MemorySegment, T> read) {
        try (var arena = Arena.ofConfined()) {
            var vector = wasm_byte_vec_t.allocate(arena);
            vector.fill((byte) 0);
            fill.accept(vector);
            try {
                return read.apply(bytes(vector));
            } finally {
                Wasmtime.wasm_byte_vec_delete(vector);
            }
        }
    }

    static String text(MemorySegment bytes) {
        return new String(bytes.toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /** The bytes of a {@code wasm_byte_vec_t}, valid until it is freed. */
    static MemorySegment bytes(MemorySegment vector) {
        // Read as other pointers are: one with a type of its own is linked at its first use, for which a process waits.
        var data = vector.get(ValueLayout.ADDRESS, wasm_byte_vec_t.data$offset());
        // Sound: the vector says how many bytes its pointer has.
        return data.reinterpret(wasm_byte_vec_t.size(vector));
    }
}
