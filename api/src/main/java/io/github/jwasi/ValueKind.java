package io.github.jwasi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.jwasi.bindings.wasmtime_func_t;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What Java has for the values of a type, and how they lie in a slot: numbers and vectors as in
 * {@code wasmtime_val_raw_t}, little-endian on every machine, and references as in {@code jwasi_slot_t}.
 */
enum ValueKind {
    I32(int.class, Integer.class),
    I64(long.class, Long.class),
    F32(float.class, Float.class),
    F64(double.class, Double.class),
    V128(V128.class, V128.class),
    FUNCTION(Function.class, Function.class),
    EXTERN(Object.class, Object.class),
    ANY(Object.class, Object.class),
    EXCEPTION(GcReference.class, GcReference.class),
    /** Continuations, and what the engine may know one day. */
    UNKNOWN(Void.class, Void.class);

    static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT.withOrder(LITTLE_ENDIAN);
    static final ValueLayout.OfDouble DOUBLE = ValueLayout.JAVA_DOUBLE.withOrder(LITTLE_ENDIAN);
    private static final long HIGH = Long.BYTES;

    private static final long NULL = 0;
    private static final long HOST = 1;
    private static final long I31 = 2;
    private static final long REFERENCE = 3;

    private final Class<?> type;
    private final Class<?> boxed;

    ValueKind(Class<?> type, Class<?> boxed) {
        this.type = type;
        this.boxed = boxed;
    }

    static ValueKind of(ValueType type) {
        return switch (type.text()) {
            case "i32" -> I32;
            case "i64" -> I64;
            case "f32" -> F32;
            case "f64" -> F64;
            case "v128" -> V128;
            default -> ofReference(type.heapType());
        };
    }

    private static ValueKind ofReference(String heapType) {
        return switch (heapType) {
            case "func", "nofunc" -> FUNCTION;
            case "extern", "noextern" -> EXTERN;
            case "any", "eq", "i31", "struct", "array", "none" -> ANY;
            case "exn", "noexn" -> EXCEPTION;
            default -> UNKNOWN;
        };
    }

    static ValueKind[] of(List<ValueType> types) {
        return types.stream().map(ValueKind::of).toArray(ValueKind[]::new);
    }

    boolean isNumber() {
        return compareTo(V128) < 0;
    }

    boolean isReference() {
        return compareTo(V128) > 0;
    }

    /** The type of a parameter in Java. */
    Class<?> javaType() {
        return type;
    }

    /** Whether the value is one of Java's for this kind. A type with a narrower hierarchy is checked by the engine. */
    boolean accepts(@Nullable Object value) {
        return value == null ? isReference() : boxed.isInstance(value);
    }

    /** What the value has to be, in words. */
    String wanted() {
        return this == UNKNOWN ? "nothing that Java has" : boxed.getSimpleName();
    }

    void write(Store store, @Nullable Object value, MemorySegment slots, long offset) {
        switch (this) {
            case I32 -> slots.set(INT, offset, (Integer) value);
            case I64 -> slots.set(LONG, offset, (Long) value);
            case F32 -> slots.set(FLOAT, offset, (Float) value);
            case F64 -> slots.set(DOUBLE, offset, (Double) value);
            case V128 -> {
                var vector = (V128) value;
                words(slots, offset, vector.low(), vector.high());
            }
            default -> writeReference(store, value, slots, offset);
        }
    }

    private void writeReference(Store store, @Nullable Object value, MemorySegment slots, long offset) {
        if (value == null) {
            words(slots, offset, NULL, 0);
        } else if (this == FUNCTION) {
            var function = ((Function) value).handle();
            store.checkOwns(function);
            MemorySegment.copy(function.of(), 0, slots, offset, wasmtime_func_t.sizeof());
        } else if (value instanceof GcReference reference) {
            store.checkOwns(reference);
            words(slots, offset, REFERENCE, reference.place());
        } else if (this == ANY && value instanceof Integer number && fitsI31(number)) {
            words(slots, offset, I31, number);
        } else {
            words(slots, offset, HOST, store.references().add(value));
        }
    }

    private static boolean fitsI31(int number) {
        return number == number << 1 >> 1;
    }

    @Nullable
    Object read(Store store, MemorySegment slots, long offset) {
        return switch (this) {
            case I32 -> slots.get(INT, offset);
            case I64 -> slots.get(LONG, offset);
            case F32 -> slots.get(FLOAT, offset);
            case F64 -> slots.get(DOUBLE, offset);
            case V128 -> new V128(slots.get(LONG, offset), slots.get(LONG, offset + HIGH));
            default -> readReference(store, slots, offset);
        };
    }

    private @Nullable Object readReference(Store store, MemorySegment slots, long offset) {
        long low = slots.get(LONG, offset);
        if (low == NULL) {
            return null;
        }
        if (this == FUNCTION) {
            return store.externs().function(slots.asSlice(offset, wasmtime_func_t.sizeof()));
        }
        long high = slots.get(LONG, offset + HIGH);
        return switch ((int) low) {
            case (int) HOST -> store.references().object(high);
            case (int) I31 -> (int) high;
            default -> store.references().reference(high);
        };
    }

    private static void words(MemorySegment slots, long offset, long low, long high) {
        slots.set(LONG, offset, low);
        slots.set(LONG, offset + HIGH, high);
    }
}
