package io.github.jwasi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * The memory of a guest.
 *
 * <p>Every access looks at where the memory is now and how large, as it may move and grow at each call of the guest; so
 * there is no view of it to keep. Addresses and sizes are in bytes and begin at 0. An access that is not whole inside
 * the memory throws an {@link IndexOutOfBoundsException} and does nothing. Numbers are little-endian and need not be
 * aligned.
 *
 * @see Instance#memory(String)
 */
public final class Memory implements ExportValue {
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(LITTLE_ENDIAN);

    private final Extern handle;
    private final MemoryType type;

    Memory(Extern handle, MemoryType type) {
        this.handle = handle;
        this.type = type;
    }

    @Override
    public MemoryType type() {
        return type;
    }

    /** What uses the memory as it is now. */
    private interface Access<T> {
        T to(MemorySegment bytes);
    }

    private <T> T access(Access<T> access) {
        var store = handle.store();
        store.enter();
        try {
            // Sound: the engine says where the memory is and how large, and it can neither move nor be freed before
            // `exit`, as only this thread may use the store.
            return access.to(Wasmtime.wasmtime_memory_data(store.context(), handle.of())
                    .reinterpret(Wasmtime.wasmtime_memory_data_size(store.context(), handle.of())));
        } finally {
            store.exit();
        }
    }

    private <T> T access(long address, long length, Access<T> access) {
        return access(bytes -> {
            if (address < 0 || length < 0 || address > bytes.byteSize() - length) {
                throw new IndexOutOfBoundsException("address " + address + ", length " + length + ": the memory "
                        + handle.name() + " has " + bytes.byteSize() + " bytes");
            }
            return access.to(bytes);
        });
    }

    /**
     * The size at this moment.
     *
     * @return bytes
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long byteSize() {
        return access(MemorySegment::byteSize);
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
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long grow(long pages) {
        if (pages < 0) {
            throw new IllegalArgumentException("pages must be 0 or more, given " + pages);
        }
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var before = arena.allocate(ValueLayout.JAVA_LONG);
            var error = Wasmtime.wasmtime_memory_grow(store.context(), handle.of(), pages, before);
            if (NativeFailure.is(error)) {
                throw new IllegalArgumentException("the memory " + handle.name() + " of " + type + " cannot grow by "
                        + pages + " pages: " + NativeFailure.message(error) + hitBy(pages));
            }
            return before.get(ValueLayout.JAVA_LONG, 0);
        } finally {
            store.exit();
        }
    }

    /** The limit of the store that forbids to grow, if it was one. */
    private String hitBy(long pages) {
        return LimitHit.last(handle.store().context())
                .filter(hit -> hit.isOf(pages * type.pageSize()))
                .map(hit -> "; " + hit)
                .orElse("");
    }

    /**
     * Reads a byte.
     *
     * @param address where
     * @return the byte
     */
    public byte readByte(long address) {
        return access(address, 1, bytes -> bytes.get(ValueLayout.JAVA_BYTE, address));
    }

    /**
     * Reads a 16-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public short readShort(long address) {
        return access(address, 2, bytes -> bytes.get(SHORT, address));
    }

    /**
     * Reads a 32-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public int readInt(long address) {
        return access(address, 4, bytes -> bytes.get(INT, address));
    }

    /**
     * Reads a 64-bit number.
     *
     * @param address where it begins
     * @return the number
     */
    public long readLong(long address) {
        return access(address, 8, bytes -> bytes.get(LONG, address));
    }

    /**
     * Reads a 32-bit float.
     *
     * @param address where it begins
     * @return the number
     */
    public float readFloat(long address) {
        return access(address, 4, bytes -> bytes.get(FLOAT, address));
    }

    /**
     * Reads a 64-bit float.
     *
     * @param address where it begins
     * @return the number
     */
    public double readDouble(long address) {
        return access(address, 8, bytes -> bytes.get(DOUBLE, address));
    }

    /**
     * Reads bytes.
     *
     * @param address where they begin
     * @param length how many, 0 to 2³¹-1
     * @return a copy
     */
    public byte[] read(long address, int length) {
        return access(address, length, bytes -> bytes.asSlice(address, length).toArray(ValueLayout.JAVA_BYTE));
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
        this.<Object>access(address, length, bytes -> {
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, address, target, offset, length);
            return target;
        });
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
     * Writes a byte.
     *
     * @param address where
     * @param value the byte
     */
    public void writeByte(long address, byte value) {
        write(address, new byte[] {value});
    }

    /**
     * Writes a 16-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeShort(long address, short value) {
        this.<Object>access(address, 2, bytes -> {
            bytes.set(SHORT, address, value);
            return this;
        });
    }

    /**
     * Writes a 32-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeInt(long address, int value) {
        this.<Object>access(address, 4, bytes -> {
            bytes.set(INT, address, value);
            return this;
        });
    }

    /**
     * Writes a 64-bit number.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeLong(long address, long value) {
        this.<Object>access(address, 8, bytes -> {
            bytes.set(LONG, address, value);
            return this;
        });
    }

    /**
     * Writes a 32-bit float.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeFloat(long address, float value) {
        writeInt(address, Float.floatToRawIntBits(value));
    }

    /**
     * Writes a 64-bit float.
     *
     * @param address where it begins
     * @param value the number
     */
    public void writeDouble(long address, double value) {
        writeLong(address, Double.doubleToRawLongBits(value));
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
        this.<Object>access(address, length, bytes -> {
            MemorySegment.copy(source, offset, bytes, ValueLayout.JAVA_BYTE, address, length);
            return source;
        });
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

    Extern handle() {
        return handle;
    }
}
