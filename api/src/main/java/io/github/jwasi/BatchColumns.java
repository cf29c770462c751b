package io.github.jwasi;

import static java.lang.foreign.MemorySegment.copy;

import java.lang.foreign.MemorySegment;
import java.lang.reflect.Array;
import org.jspecify.annotations.Nullable;

/** The arrays of a call for many rows: one for each parameter, then one for each result. */
final class BatchColumns {
    private final Function callee;
    private final Object[] arrays;
    private final int parameters;
    private final int count;

    BatchColumns(Function callee, @Nullable Object results, Object[] arguments) {
        this.callee = callee;
        var type = callee.type();
        parameters = type.parameters().size();
        var given = several(results, type.results().size());
        checkCount("arguments", arguments.length, parameters);
        checkCount("results", given.length, type.results().size());
        arrays = new Object[parameters + given.length];
        System.arraycopy(arguments, 0, arrays, 0, parameters);
        System.arraycopy(given, 0, arrays, parameters, given.length);
        if (arrays.length == 0) {
            throw wrong("has neither parameters nor results, so that no array says how often to call it");
        }
        for (int i = 0; i < arrays.length; i++) {
            checkType(i, callee.column(i));
        }
        count = Array.getLength(arrays[0]);
        for (int i = 1; i < arrays.length; i++) {
            if (Array.getLength(arrays[i]) != count) {
                throw wrong("wants arrays of one length, and " + name(0) + " has " + count + " elements, " + name(i)
                        + " " + Array.getLength(arrays[i]));
            }
        }
    }

    private static Object[] several(@Nullable Object results, int count) {
        if (results == null) {
            return new Object[0];
        }
        return count != 1 && results instanceof Object[] all ? all : new Object[] {results};
    }

    private void checkCount(String what, int given, int wanted) {
        if (given != wanted) {
            throw wrong("has " + wanted + " " + what + ", and given were " + given + " arrays");
        }
    }

    private void checkType(int column, ValueKind kind) {
        var wanted = kind.javaType().arrayType();
        var array = arrays[column];
        if (!wanted.isInstance(array)) {
            throw wrong("wants " + wanted.getSimpleName() + " for " + name(column) + ", and given was "
                    + (array == null ? "null" : array.getClass().getTypeName()));
        }
    }

    private String name(int column) {
        return column < parameters ? "argument " + column : "result " + (column - parameters);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException(callee + " " + what);
    }

    /** How many rows there are. */
    int count() {
        return count;
    }

    void writeArguments(MemorySegment memory, BatchModule module, int first, int count) {
        for (int i = 0; i < parameters; i++) {
            long offset = module.offset(i);
            switch (arrays[i]) {
                case int[] ints -> copy(ints, first, memory, ValueKind.INT, offset, count);
                case long[] longs -> copy(longs, first, memory, ValueKind.LONG, offset, count);
                case float[] floats -> copy(floats, first, memory, ValueKind.FLOAT, offset, count);
                case double[] doubles -> copy(doubles, first, memory, ValueKind.DOUBLE, offset, count);
                default -> throw new AssertionError(name(i));
            }
        }
    }

    void readResults(MemorySegment memory, BatchModule module, int first, int count) {
        for (int i = parameters; i < arrays.length; i++) {
            long offset = module.offset(i);
            switch (arrays[i]) {
                case int[] ints -> copy(memory, ValueKind.INT, offset, ints, first, count);
                case long[] longs -> copy(memory, ValueKind.LONG, offset, longs, first, count);
                case float[] floats -> copy(memory, ValueKind.FLOAT, offset, floats, first, count);
                case double[] doubles -> copy(memory, ValueKind.DOUBLE, offset, doubles, first, count);
                default -> throw new AssertionError(name(i));
            }
        }
    }
}
