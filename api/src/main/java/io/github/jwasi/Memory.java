package io.github.jwasi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A linear memory: one that an instance exports, or one of the host.
 *
 * <p>Every access looks at where the memory is now and how large, as it may move and grow at each call of a guest.
 * Addresses and sizes are in bytes and begin at 0; an address of 32 bits that is an {@code int} has to be made a
 * {@code long} with {@link Integer#toUnsignedLong}. An access that is not whole inside the memory throws an
 * {@link IndexOutOfBoundsException} and does nothing. Numbers are little-endian and need not be aligned.
 *
 * <p><b>Lifetime and threads.</b> A memory lives in a store, as long as that, and is used by the thread that uses the
 * store. A {@linkplain MemoryType#shared() shared} one belongs to an {@link Engine} and can be imported in all stores of
 * it; all threads may use it at once, with {@link Atomics} for what they do together, and it lives as long as somebody
 * has it: a store, or Java.
 *
 * <p><b>Identity.</b> In one store a memory is always the same object, however it is reached. Two objects are equal if
 * they are the same memory, which with a shared one also holds for two stores.
 *
 * @see Instance#memory(String)
 * @see <a href="https://webassembly.github.io/spec/js-api/index.html#memories">WebAssembly JavaScript interface:
 *     memories</a>
 */
public final class Memory implements ExportValue {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private static final long NO_MAXIMUM = -1;

    private final Engine engine;
    private final LinearMemory linear;
    private final MemoryType type;

    /**
     * What uses bytes of a memory.
     *
     * @param <T> what it gives
     * @param <E> what it may throw
     */
    @FunctionalInterface
    public interface View<T extends @Nullable Object, E extends Throwable> {
        /**
         * Uses bytes of a memory.
         *
         * @param bytes the bytes, where they are in the memory
         * @return anything
         * @throws E what {@link Memory#view} is to throw
         */
        T use(MemorySegment bytes) throws E;
    }

    /** A memory in a store. */
    Memory(Extern handle, MemoryType type) {
        engine = handle.store().engine();
        linear = new StoreLinearMemory(handle);
        this.type = type;
    }

    /** A shared memory. */
    Memory(Engine engine, SharedLinearMemory linear, MemoryType type) {
        this.engine = engine;
        this.linear = linear;
        this.type = type;
    }

    /**
     * A new memory, for instances to import.
     *
     * @param store where it will live, until the store is closed
     * @param type its type; with a {@linkplain MemoryType#shared() shared} one this is {@link #create(Engine,
     *     MemoryType)} with the store's engine
     * @return the memory, with every byte 0
     * @throws IllegalArgumentException if there can be no memory of the type, the store does not allow one of that size,
     *     or the machine has no room for it
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public static Memory create(Store store, MemoryType type) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(type, "type");
        if (type.shared()) {
            return create(store.engine(), type);
        }
        byte pageSize = pageSizeLog2(type);
        long maximum = maximum(type);
        store.enter();
        try {
            var handle = Extern.allocate(store.memory(), Extern.MEMORY);
            var error = Wasmtime.jwasi_memory_new(
                    store.context(), type.minimum(), maximum, type.is64(), pageSize, wasmtime_extern_t.of(handle));
            NativeFailure.checkArgument("a memory of " + type, error);
            return (Memory) store.externs().export(new Extern(store, handle, "of the host"), type);
        } finally {
            store.exit();
        }
    }

    /**
     * A new shared memory, for instances in all stores of an engine to import.
     *
     * <p>Its room is set aside for the {@linkplain MemoryType#maximum() maximum} at once, as it must not move. It is
     * freed some time after nobody has it any more: Java's garbage collector does not know how large it is, so whoever
     * makes many should use {@link #create(Engine, MemoryType, Arena)}.
     *
     * @param engine an engine with {@link EngineOptions#sharedMemory}
     * @param type its type, which is shared and has a maximum
     * @return the memory, with every byte 0
     * @throws IllegalArgumentException if there can be no shared memory of the type, the engine does not have them, or
     *     the machine has no room for it
     */
    public static Memory create(Engine engine, MemoryType type) {
        return create(engine, type, Arena.ofAuto());
    }

    /**
     * A new shared memory, for instances in all stores of an engine to import, and for Java until an arena is closed.
     *
     * <p>Guests that have it may go on using it. It is freed when the arena and all stores that have it are closed.
     *
     * @param engine an engine with {@link EngineOptions#sharedMemory}
     * @param type its type, which is shared and has a maximum
     * @param arena decides which threads may use it from Java, and how long; mostly {@link Arena#ofShared()}
     * @return the memory, with every byte 0
     * @throws IllegalArgumentException if there can be no shared memory of the type, the engine does not have them, or
     *     the machine has no room for it
     */
    public static Memory create(Engine engine, MemoryType type, Arena arena) {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(arena, "arena");
        if (!type.shared()) {
            throw new IllegalArgumentException(
                    "a memory of an engine must be shared, and its type is " + type + ": make it in a store");
        }
        if (!engine.options().sharedMemory()) {
            throw new IllegalArgumentException(
                    "shared memories need an engine with EngineOptions.withSharedMemory(true)");
        }
        byte pageSize = pageSizeLog2(type);
        long maximum = maximum(type);
        try (var scratch = Arena.ofConfined()) {
            var out = scratch.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_sharedmemory_new(
                    engine.pointer(), type.minimum(), maximum, type.is64(), pageSize, out);
            NativeFailure.checkArgument("a memory of " + type, error);
            var linear = new SharedLinearMemory(arena, out.get(ValueLayout.ADDRESS, 0), "of the host");
            return new Memory(engine, linear, type);
        }
    }

    private static byte pageSizeLog2(MemoryType type) {
        if (type.pageSize() != 1 && type.pageSize() != 65536) {
            throw new IllegalArgumentException(
                    "the pages of a memory must have 1 or 65536 bytes, and the type is " + type);
        }
        return (byte) Long.numberOfTrailingZeros(type.pageSize());
    }

    private static long maximum(MemoryType type) {
        if (type.minimum() < 0 || type.maximum().orElse(0) < 0) {
            throw new IllegalArgumentException("the limits of a memory must be 0 or more, and the type is " + type);
        }
        return type.maximum().orElse(NO_MAXIMUM);
    }

    @Override
    public MemoryType type() {
        return type;
    }

    /** Opens the memory for an access until {@link #close}, and checks that it has the bytes. */
    MemorySegment open(long address, long length) {
        var bytes = linear.open(address + length);
        if (address < 0 || length < 0 || address > bytes.byteSize() - length) {
            close();
            throw new IndexOutOfBoundsException("address " + address + ", length " + length + ": the memory "
                    + linear.name() + " has " + bytes.byteSize() + " bytes");
        }
        return bytes;
    }

    /** Ends what {@link #open} began. */
    void close() {
        linear.close();
    }

    /**
     * The size at this moment.
     *
     * @return bytes
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long byteSize() {
        long size = linear.open(Long.MAX_VALUE).byteSize();
        close();
        return size;
    }

    /**
     * The size at this moment.
     *
     * @return pages of {@link MemoryType#pageSize()} bytes
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long size() {
        return byteSize() / type.pageSize();
    }

    /**
     * Makes the memory larger.
     *
     * @param pages by how many pages, 0 or more
     * @return the size before, in pages
     * @throws IllegalArgumentException if {@code pages} is negative or the memory cannot have so many: by its type, by
     *     {@link StoreOptions#maxMemory} or for want of memory in the machine
     * @throws IllegalStateException if the store is closed or used by another thread, or in a {@link #view}
     */
    public long grow(long pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("pages must be 0 or more, given " + pages);
        }
        try (var arena = Arena.ofConfined()) {
            var before = arena.allocate(ValueLayout.JAVA_LONG);
            var problem = linear.grow(pages, type, before);
            if (problem != null) {
                throw new IllegalArgumentException(this + " cannot grow by " + pages + " pages: " + problem);
            }
            return before.get(ValueLayout.JAVA_LONG, 0);
        }
    }

    /**
     * Lends bytes as a segment, without copying them.
     *
     * <p>The segment of a memory in a store ends with the call, and is for this thread alone. Meanwhile nothing can call
     * a guest of the store, make a memory of it larger, or close it: that throws an {@link IllegalStateException}, as the
     * bytes might move. The memories of the store may be read and written. The segment of a shared memory may be kept: it
     * is valid as long as the memory, and for the same threads.
     *
     * @param <T> what {@code user} gives
     * @param <E> what {@code user} may throw
     * @param address where the bytes begin
     * @param length how many
     * @param user is given the bytes; {@link MemorySegment#asByteBuffer} makes a buffer of them
     * @return what {@code user} gives
     * @throws E what {@code user} throws
     * @throws IndexOutOfBoundsException if the memory has not all of the bytes
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public <T extends @Nullable Object, E extends Throwable> T view(long address, long length, View<T, E> user)
            throws E {
        Objects.requireNonNull(user, "user");
        var bytes = open(address, length);
        try (var arena = Arena.ofConfined()) {
            var view = linear.beginView(arena, bytes.asSlice(address, length));
            try {
                return user.use(view);
            } finally {
                linear.endView();
            }
        } finally {
            close();
        }
    }

    /**
     * Reads a byte.
     *
     * @param address where
     * @return the byte
     */
    public byte readByte(long address) {
        var bytes = open(address, 1);
        try {
            return bytes.get(ValueLayout.JAVA_BYTE, address);
        } finally {
            close();
        }
    }

    /**
     * Reads a 16-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public short readShort(long address) {
        var bytes = open(address, 2);
        try {
            return bytes.get(SHORT, address);
        } finally {
            close();
        }
    }

    /**
     * Reads a 32-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public int readInt(long address) {
        var bytes = open(address, 4);
        try {
            return bytes.get(INT, address);
        } finally {
            close();
        }
    }

    /**
     * Reads a 64-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public long readLong(long address) {
        var bytes = open(address, 8);
        try {
            return bytes.get(LONG, address);
        } finally {
            close();
        }
    }

    /**
     * Reads a 32-bit float.
     *
     * @param address where it begins
     * @return the number
     */
    public float readFloat(long address) {
        var bytes = open(address, 4);
        try {
            return bytes.get(FLOAT, address);
        } finally {
            close();
        }
    }

    /**
     * Reads a 64-bit float.
     *
     * @param address where it begins
     * @return the number
     */
    public double readDouble(long address) {
        var bytes = open(address, 8);
        try {
            return bytes.get(DOUBLE, address);
        } finally {
            close();
        }
    }

    /**
     * Reads bytes.
     *
     * @param address where they begin
     * @param length how many, 0 to 2³¹-1
     * @return a copy
     */
    public byte[] read(long address, int length) {
        var bytes = open(address, length);
        try {
            return bytes.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE);
        } finally {
            close();
        }
    }

    /**
     * Reads bytes into an array.
     *
     * @param address where they begin
     * @param target where they go
     * @param offset the index of the first in {@code target}
     * @param length how many
     */
    public void read(long address, byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        var bytes = open(address, length);
        try {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, address, target, offset, length);
        } finally {
            close();
        }
    }

    /**
     * Reads as many bytes as a segment has, also more than an array can have.
     *
     * @param address where they begin
     * @param target where they go; {@link MemorySegment#ofBuffer} makes one of a buffer
     */
    public void read(long address, MemorySegment target) {
        long length = target.byteSize();
        var bytes = open(address, length);
        try {
            MemorySegment.copy(bytes, address, target, 0, length);
        } finally {
            close();
        }
    }

    /**
     * Reads text in UTF-8. What is not UTF-8 becomes U+FFFD.
     *
     * @param address where it begins
     * @param length how many bytes
     * @return the text
     */
    public String readString(long address, int length) {
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    /**
     * Reads text in UTF-8 that a NUL ends, as in C. What is not UTF-8 becomes U+FFFD.
     *
     * @param address where it begins
     * @return the text without the NUL
     * @throws IndexOutOfBoundsException if the memory ends before the text
     */
    public String readCString(long address) {
        var bytes = open(address, 0);
        try {
            // Shared memories may change meanwhile, so the length is looked for once, and the copy has that.
            long length = cLength(bytes, address);
            return new String(bytes.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        } finally {
            close();
        }
    }

    private long cLength(MemorySegment bytes, long address) {
        for (long end = address; end < bytes.byteSize(); end++) {
            if (bytes.get(ValueLayout.JAVA_BYTE, end) == 0) {
                return end - address;
            }
        }
        throw new IndexOutOfBoundsException("address " + address + ": no NUL ends the text there, before the memory "
                + linear.name() + " does, which has " + bytes.byteSize() + " bytes");
    }

    /**
     * A stream of bytes, which are read from the memory when they are read from the stream. It needs no closing.
     *
     * @param address where they begin
     * @param length how many
     * @return the stream, for one thread at a time
     * @throws IndexOutOfBoundsException if the memory has not all of the bytes
     */
    public InputStream inputStream(long address, long length) {
        open(address, length);
        close();
        return new MemoryInputStream(this, address, length);
    }

    /**
     * Writes a byte.
     *
     * @param address where
     * @param value the byte
     */
    public void writeByte(long address, byte value) {
        var bytes = open(address, 1);
        try {
            bytes.set(ValueLayout.JAVA_BYTE, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes a 16-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeShort(long address, short value) {
        var bytes = open(address, 2);
        try {
            bytes.set(SHORT, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes a 32-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeInt(long address, int value) {
        var bytes = open(address, 4);
        try {
            bytes.set(INT, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes a 64-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeLong(long address, long value) {
        var bytes = open(address, 8);
        try {
            bytes.set(LONG, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes a 32-bit float.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeFloat(long address, float value) {
        var bytes = open(address, 4);
        try {
            bytes.set(FLOAT, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes a 64-bit float.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeDouble(long address, double value) {
        var bytes = open(address, 8);
        try {
            bytes.set(DOUBLE, address, value);
        } finally {
            close();
        }
    }

    /**
     * Writes bytes.
     *
     * @param address where they begin
     * @param source the bytes
     */
    public void write(long address, byte[] source) {
        write(address, source, 0, source.length);
    }

    /**
     * Writes a part of an array.
     *
     * @param address where it begins
     * @param source the bytes
     * @param offset the index of the first in {@code source}
     * @param length how many
     */
    public void write(long address, byte[] source, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, source.length);
        var bytes = open(address, length);
        try {
            MemorySegment.copy(source, offset, bytes, ValueLayout.JAVA_BYTE, address, length);
        } finally {
            close();
        }
    }

    /**
     * Writes the bytes of a segment, also more than an array can have.
     *
     * @param address where they begin
     * @param source the bytes; {@link MemorySegment#ofBuffer} makes a segment of a buffer
     */
    public void write(long address, MemorySegment source) {
        long length = source.byteSize();
        var bytes = open(address, length);
        try {
            MemorySegment.copy(source, 0, bytes, address, length);
        } finally {
            close();
        }
    }

    /**
     * Writes text in UTF-8, without a NUL at its end.
     *
     * @param address where it begins
     * @param text the text
     * @return how many bytes were written
     */
    public int writeString(long address, String text) {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        write(address, bytes);
        return bytes.length;
    }

    /**
     * Writes text in UTF-8 and a NUL, as in C.
     *
     * @param address where it begins
     * @param text the text, without a NUL
     * @return how many bytes were written, with the NUL
     * @throws IllegalArgumentException if there is a NUL in the text
     */
    public int writeCString(long address, String text) {
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("there is a NUL in the text, at " + text.indexOf('\0'));
        }
        var bytes = text.concat("\0").getBytes(StandardCharsets.UTF_8);
        write(address, bytes);
        return bytes.length;
    }

    /**
     * A stream that writes to the memory at once what is written to it. It needs no closing.
     *
     * @param address where the first byte goes
     * @param length how many bytes it takes; more throw an {@link java.io.IOException}
     * @return the stream, for one thread at a time
     * @throws IndexOutOfBoundsException if the memory has not all of the bytes
     */
    public OutputStream outputStream(long address, long length) {
        open(address, length);
        close();
        return new MemoryOutputStream(this, address, length);
    }

    /**
     * Writes the same byte many times.
     *
     * @param address where the first goes
     * @param length how often
     * @param value the byte
     */
    public void fill(long address, long length, byte value) {
        var bytes = open(address, length);
        try {
            bytes.asSlice(address, length).fill(value);
        } finally {
            close();
        }
    }

    /**
     * Copies bytes within the memory. They may overlap.
     *
     * @param from where they begin
     * @param to where they go
     * @param length how many
     */
    public void copy(long from, long to, long length) {
        var bytes = open(from, length);
        try {
            open(to, length);
            close();
            MemorySegment.copy(bytes, from, bytes, to, length);
        } finally {
            close();
        }
    }

    /** Whether it is the same memory. */
    @Override
    public boolean equals(@Nullable Object other) {
        return this == other
                || (other instanceof Memory memory
                        && linear instanceof SharedLinearMemory mine
                        && memory.linear instanceof SharedLinearMemory others
                        && mine.address() == others.address());
    }

    @Override
    public int hashCode() {
        return linear instanceof SharedLinearMemory shared ? Long.hashCode(shared.address()) : linear.hashCode();
    }

    /** Name and type, for example {@code the memory heap of 1..16 pages}. */
    @Override
    public String toString() {
        return "the memory " + linear.name() + " of " + type;
    }

    Engine engine() {
        return engine;
    }

    /** The handle of a memory in a store. */
    Extern handle() {
        return ((StoreLinearMemory) linear).extern();
    }

    LinearMemory linear() {
        return linear;
    }
}
