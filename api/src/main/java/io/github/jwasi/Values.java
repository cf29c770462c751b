package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Java's values in the slots that the engine calls {@code wasmtime_val_raw_t}, whose numbers are little-endian on every
 * machine.
 */
final class Values {
    private static final ValueLayout.OfInt I32 = ValueLayout.JAVA_INT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong I64 = ValueLayout.JAVA_LONG.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat F32 = ValueLayout.JAVA_FLOAT.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble F64 = ValueLayout.JAVA_DOUBLE.withOrder(ByteOrder.LITTLE_ENDIAN);

    private Values() {}

    /** Whether Java has a value for the type. */
    static boolean isSupported(ValueType type) {
        return switch (type.text()) {
            case "i32", "i64", "f32", "f64" -> true;
            default -> false;
        };
    }

    /** Refuses a function type of which Java cannot pass every value. */
    static void checkSupported(FunctionType type, String name) {
        if (!type.parameters().stream().allMatch(Values::isSupported)
                || !type.results().stream().allMatch(Values::isSupported)) {
            throw new IllegalArgumentException(
                    name + " has the type " + type + ", and Java passes values of i32, i64, f32 and f64");
        }
    }

    /** Puts a value into its slot, if it is one of the type. */
    static void write(ValueType type, Object value, MemorySegment slots, int index, Supplier<String> what) {
        long offset = index * CallStack.SLOT;
        switch (type.text()) {
            case "i32" -> slots.set(I32, offset, number(Integer.class, type, value, what));
            case "i64" -> slots.set(I64, offset, number(Long.class, type, value, what));
            case "f32" -> slots.set(F32, offset, number(Float.class, type, value, what));
            case "f64" -> slots.set(F64, offset, number(Double.class, type, value, what));
            default -> throw new IllegalArgumentException(what.get() + " is a " + type + ", which Java cannot pass");
        }
    }

    private static <T> T number(Class<T> wanted, ValueType type, Object value, Supplier<String> what) {
        if (!wanted.isInstance(value)) {
            throw new IllegalArgumentException(what.get() + " is " + type + ", which is " + wanted.getSimpleName()
                    + " in Java, and given was "
                    + (value == null ? "null" : value.getClass().getName() + " " + value));
        }
        return wanted.cast(value);
    }

    /** The value in a slot. */
    static Object read(ValueType type, MemorySegment slots, int index) {
        long offset = index * CallStack.SLOT;
        return switch (type.text()) {
            case "i32" -> slots.get(I32, offset);
            case "i64" -> slots.get(I64, offset);
            case "f32" -> slots.get(F32, offset);
            case "f64" -> slots.get(F64, offset);
            default -> throw new IllegalArgumentException(type + " has no value in Java");
        };
    }

    /** As a function gives its results: none is null, one is itself, more are an array. */
    static @Nullable Object results(List<ValueType> types, MemorySegment slots) {
        return switch (types.size()) {
            case 0 -> null;
            case 1 -> read(types.getFirst(), slots, 0);
            default -> all(types, slots);
        };
    }

    static Object[] all(List<ValueType> types, MemorySegment slots) {
        var values = new Object[types.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(types.get(i), slots, i);
        }
        return values;
    }
}
