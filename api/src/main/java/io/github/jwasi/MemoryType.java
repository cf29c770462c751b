package io.github.jwasi;

import java.util.OptionalLong;

/**
 * The type of a memory.
 *
 * @param minimum its size at first, in pages
 * @param maximum the size that it may grow to, in pages, if the module states one
 * @param is64 whether addresses have 64 bits
 * @param shared whether several threads may use it
 * @param pageSize bytes in a page, 65536 unless the module says otherwise
 */
public record MemoryType(long minimum, OptionalLong maximum, boolean is64, boolean shared, long pageSize)
        implements ExternType {
    @Override
    public String kind() {
        return "memory";
    }

    /** Limits and properties, for example {@code 1..16 pages} or {@code 2.. pages, 64-bit}. */
    @Override
    public String toString() {
        var text = new StringBuilder().append(minimum).append("..");
        maximum.ifPresent(text::append);
        text.append(pageSize == 65536 ? " pages" : " pages of " + pageSize + " bytes");
        return text.append(is64 ? ", 64-bit" : "")
                .append(shared ? ", shared" : "")
                .toString();
    }
}
