package io.github.jwasi;

import java.util.Objects;

/**
 * The type of a value that crosses the border between wasm and its host.
 *
 * @param text the type as WebAssembly's text format writes it, for example {@code i32} or {@code (ref func)}
 * @see <a href="https://webassembly.github.io/spec/core/text/types.html">WebAssembly: text format, types</a>
 */
public record ValueType(String text) {
    /** 32-bit integer, an {@code int} in Java. */
    public static final ValueType I32 = new ValueType("i32");

    /** 64-bit integer, a {@code long} in Java. */
    public static final ValueType I64 = new ValueType("i64");

    /** 32-bit float, a {@code float} in Java. */
    public static final ValueType F32 = new ValueType("f32");

    /** 64-bit float, a {@code double} in Java. */
    public static final ValueType F64 = new ValueType("f64");

    /** Vector of 128 bits. */
    public static final ValueType V128 = new ValueType("v128");

    /** Nullable reference to a function. */
    public static final ValueType FUNCREF = new ValueType("funcref");

    /** Nullable reference to a value of the host. */
    public static final ValueType EXTERNREF = new ValueType("externref");

    /**
     * A type by its text, which is abbreviated where WebAssembly has an abbreviation for one of the constants.
     *
     * @throws NullPointerException if {@code text} is null
     */
    public ValueType {
        text = switch (Objects.requireNonNull(text, "text")) {
            case "(ref null func)" -> "funcref";
            case "(ref null extern)" -> "externref";
            default -> text;
        };
    }

    @Override
    public String toString() {
        return text;
    }
}
