package io.github.jwasi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The type of a memory.
 *
 * @param minimum its size at first, in pages
 * @param maximum the size that it may grow to, in pages, if the module states one; {@link Long#MAX_VALUE} stands for
 *     whatever is larger
 * @param is64 whether addresses have 64 bits
 * @param shared whether several threads may use it
 * @param pageSize bytes in a page, 65536 unless the module says otherwise
 */
public record MemoryType(long minimum, OptionalLong maximum, boolean is64, boolean shared, long pageSize)
        implements ExternType {
    private static final long PAGE = 65536;

    /**
     * A memory type.
     *
     * @throws NullPointerException if {@code maximum} is null
     */
    public MemoryType {
        Objects.requireNonNull(maximum, "maximum");
    }

    /**
     * The type of a memory that may grow as far as its addresses reach, which have 32 bits.
     *
     * @param minimum its size at first, in pages of 65536 bytes, 0 to 65536
     * @return the type
     */
    public static MemoryType of(long minimum) {
        return new MemoryType(minimum, OptionalLong.empty(), false, false, PAGE);
    }

    /**
     * The type of a memory whose addresses have 32 bits.
     *
     * @param minimum its size at first, in pages of 65536 bytes, 0 to 65536
     * @param maximum the size that it may grow to, {@code minimum} to 65536
     * @return the type
     */
    public static MemoryType of(long minimum, long maximum) {
        return new MemoryType(minimum, OptionalLong.of(maximum), false, false, PAGE);
    }

    /**
     * This type with addresses of 64 bits.
     *
     * @return a new type
     */
    public MemoryType with64() {
        return new MemoryType(minimum, maximum, true, shared, pageSize);
    }

    /**
     * This type, shared by threads. It has to have a {@link #maximum}.
     *
     * @return a new type
     */
    public MemoryType withShared() {
        return new MemoryType(minimum, maximum, is64, true, pageSize);
    }

    /**
     * This type with pages of another size, in which {@link #minimum} and {@link #maximum} count.
     *
     * @param bytes 1 or 65536; modules with pages of one byte need {@link Proposal#CUSTOM_PAGE_SIZES}
     * @return a new type
     */
    public MemoryType withPageSize(long bytes) {
        return new MemoryType(minimum, maximum, is64, shared, bytes);
    }

    @Override
    public String kind() {
        return "memory";
    }

    /** Limits and properties, for example {@code 1..16 pages} or {@code 2.. pages, 64-bit}. */
    @Override
    public String toString() {
        var text = new StringBuilder().append(minimum).append("..");
        maximum.ifPresent(text::append);
        text.append(pageSize == PAGE ? " pages" : " pages of " + pageSize + " bytes");
        return text.append(is64 ? ", 64-bit" : "")
                .append(shared ? ", shared" : "")
                .toString();
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
