package io.github.jwasi;

import java.io.Serializable;
import java.util.Objects;

/**
 * The type of a value that crosses the border between wasm and its host.
 *
 * @param text the type as WebAssembly's text format writes it, for example {@code i32} or {@code (ref func)}
 * @see <a href="https://webassembly.github.io/spec/core/text/types.html">WebAssembly: text format, types</a>
 */
public record ValueType(String text) implements Serializable {
    /** 32-bit integer, an {@code int} in Java. */
    public static final ValueType I32 = new ValueType("i32");

    /** 64-bit integer, a {@code long} in Java. */
    public static final ValueType I64 = new ValueType("i64");

    /** 32-bit float, a {@code float} in Java. */
    public static final ValueType F32 = new ValueType("f32");

    /** 64-bit float, a {@code double} in Java. */
    public static final ValueType F64 = new ValueType("f64");

    /** Vector of 128 bits, a {@link io.github.jwasi.V128} in Java. */
    public static final ValueType V128 = new ValueType("v128");

    /** Nullable reference to a function, a {@link Function} in Java. */
    public static final ValueType FUNCREF = new ValueType("funcref");

    /** Nullable reference to a value of the host, any object in Java. */
    public static final ValueType EXTERNREF = new ValueType("externref");

    /**
     * Nullable reference to a guest's object, an {@code i31} or a value of the host: a {@link GcReference}, an
     * {@link Integer} or any other object in Java.
     */
    public static final ValueType ANYREF = new ValueType("anyref");

    /** Nullable reference to an exception, a {@link GcReference} in Java. */
    public static final ValueType EXNREF = new ValueType("exnref");

    private static final String NULLABLE = "(ref null ";

    /**
     * A type by its text, which is abbreviated where WebAssembly has an abbreviation.
     *
     * @throws NullPointerException if {@code text} is null
     */
    public ValueType {
        text = switch (Objects.requireNonNull(text, "text")) {
            case "(ref null none)" -> "nullref";
            case "(ref null nofunc)" -> "nullfuncref";
            case "(ref null noextern)" -> "nullexternref";
            case "(ref null noexn)" -> "nullexnref";
            case "(ref null func)",
                    "(ref null extern)",
                    "(ref null any)",
                    "(ref null eq)",
                    "(ref null i31)",
                    "(ref null struct)",
                    "(ref null array)",
                    "(ref null exn)" -> text.substring(NULLABLE.length(), text.length() - 1) + "ref";
            default -> text;
        };
    }

    /** The first word of the heap type of a reference, {@code struct} for a type of a module too, and else "". */
    String heapType() {
        return switch (text) {
            case "nullref" -> "none";
            case "nullfuncref" -> "nofunc";
            case "nullexternref" -> "noextern";
            case "nullexnref" -> "noexn";
            default ->
                text.startsWith("(ref ")
                        ? heapTypeInside()
                        : text.endsWith("ref") ? text.substring(0, text.length() - 3) : "";
        };
    }

    private String heapTypeInside() {
        var inside = text.substring(text.startsWith(NULLABLE) ? NULLABLE.length() : "(ref ".length());
        return inside.replace("(", "").split("[ )]", 2)[0];
    }

    /** Whether a reference of the type may be null. */
    boolean isNullable() {
        return text.endsWith("ref") || text.startsWith(NULLABLE);
    }

    @Override
    public String toString() {
        return text;
    }
}
