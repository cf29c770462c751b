package io.github.jwasi;

import java.util.Objects;
import java.util.OptionalLong;

/**
 * The type of a table.
 *
 * @param element the type of its elements
 * @param minimum its count of elements at first
 * @param maximum the count that it may grow to, if the module states one
 * @param is64 whether indices have 64 bits
 */
public record TableType(ValueType element, long minimum, OptionalLong maximum, boolean is64) implements ExternType {
    /**
     * A table type.
     *
     * @throws NullPointerException if {@code element} or {@code maximum} is null
     */
    public TableType {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(maximum, "maximum");
    }

    @Override
    public String kind() {
        return "table";
    }

    /** Limits and element type, for example {@code 1..10 funcref}. */
    @Override
    public String toString() {
        return minimum + ".." + (maximum.isPresent() ? maximum.getAsLong() : "") + " " + element
                + (is64 ? ", 64-bit" : "");
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
