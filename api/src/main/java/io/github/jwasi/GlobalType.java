package io.github.jwasi;

import java.util.Objects;

/**
 * The type of a global.
 *
 * @param content the type of its value
 * @param mutable whether the value may be changed
 */
public record GlobalType(ValueType content, boolean mutable) implements ExternType {
    /**
     * A global type.
     *
     * @throws NullPointerException if {@code content} is null
     */
    public GlobalType {
        Objects.requireNonNull(content, "content");
    }

    @Override
    public String kind() {
        return "global";
    }

    /** The type in text format, for example {@code (mut i32)}. */
    @Override
    public String toString() {
        return mutable ? "(mut " + content + ")" : content.text();
    }
}
