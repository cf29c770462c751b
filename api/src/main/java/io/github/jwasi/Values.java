package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a list of types, in slots one after the other. */
final class Values {
    private final List<ValueType> types;
    private final ValueKind[] kinds;

    Values(List<ValueType> types) {
        this.types = types;
        kinds = ValueKind.of(types);
    }

    /** One value, for example of a global. */
    static Values of(ValueType type) {
        return new Values(List.of(type));
    }

    /** Refuses types whose values Java does not have. */
    void checkKnown(Object what) {
        for (int i = 0; i < kinds.length; i++) {
            if (kinds[i] == ValueKind.UNKNOWN) {
                throw new IllegalArgumentException(
                        what + " has values of " + types.get(i) + ", which Java does not have");
            }
        }
    }

    int count() {
        return kinds.length;
    }

    ValueKind kind(int index) {
        return kinds[index];
    }

    boolean areNumbers() {
        for (var kind : kinds) {
            if (!kind.isNumber()) {
                return false;
            }
        }
        return true;
    }

    boolean haveReferences() {
        for (var kind : kinds) {
            if (kind.isReference()) {
                return true;
            }
        }
        return false;
    }

    /** Checks all values before one of them is written, as the guest's heap keeps a written object. */
    void write(Store store, @Nullable Object[] values, MemorySegment slots, long offset, What what) {
        for (int i = 0; i < kinds.length; i++) {
            check(i, values[i], what);
        }
        for (int i = 0; i < kinds.length; i++) {
            kinds[i].write(store, values[i], slots, offset + i * CallStack.SLOT);
        }
    }

    /** How messages call a value. */
    @FunctionalInterface
    interface What {
        String of(int index);
    }

    private void check(int index, @Nullable Object value, What what) {
        var kind = kinds[index];
        if (kind.accepts(value) && (value != null || types.get(index).isNullable())) {
            return;
        }
        throw new IllegalArgumentException(what.of(index) + " is " + types.get(index) + ", which is " + kind.wanted()
                + " in Java, and given was "
                + (value == null ? "null" : value.getClass().getName() + " " + value));
    }

    @Nullable
    Object read(Store store, int index, MemorySegment slots, long offset) {
        return kinds[index].read(store, slots, offset + index * CallStack.SLOT);
    }

    @Nullable
    Object[] readAll(Store store, MemorySegment slots, long offset) {
        var values = new @Nullable Object[kinds.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = read(store, i, slots, offset);
        }
        return values;
    }

    /** As a function gives its results: none is null, one is itself, more are an array. */
    @Nullable
    Object results(Store store, MemorySegment slots, long offset) {
        return switch (kinds.length) {
            case 0 -> null;
            case 1 -> read(store, 0, slots, offset);
            default -> readAll(store, slots, offset);
        };
    }
}
