package io.github.jwasi;

import static io.github.jwasi.NativeMemory.ALL;
import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Calls of functions whose values are all numbers, with one result at most, in which nothing is boxed: a number
 * travels as the bits of a {@code long}, as it does in a slot.
 */
final class NumberCall {
    /** {@code (Function, long...)long} by the count of numbers. */
    private static final MethodHandle[] BY_COUNT = new MethodHandle[5];

    private static final MethodHandle MANY;
    private static final MethodHandle FLOAT_BITS;
    private static final MethodHandle FLOAT_OF_BITS;
    private static final MethodHandle DOUBLE_BITS;
    private static final MethodHandle DOUBLE_OF_BITS;

    static {
        var lookup = MethodHandles.lookup();
        try {
            for (int count = 0; count < BY_COUNT.length; count++) {
                var type = MethodType.genericMethodType(count).wrap();
                for (int i = 0; i < count; i++) {
                    type = type.changeParameterType(i, long.class);
                }
                type = type.changeReturnType(long.class).insertParameterTypes(0, Function.class);
                BY_COUNT[count] = lookup.findStatic(NumberCall.class, "call", type);
            }
            MANY = lookup.findStatic(NumberCall.class, "call", methodType(long.class, Function.class, long[].class));
            FLOAT_BITS = lookup.findStatic(NumberCall.class, "bits", methodType(long.class, float.class));
            FLOAT_OF_BITS = lookup.findStatic(NumberCall.class, "toFloat", methodType(float.class, long.class));
            DOUBLE_BITS = lookup.findStatic(Double.class, "doubleToRawLongBits", methodType(long.class, double.class));
            DOUBLE_OF_BITS = lookup.findStatic(Double.class, "longBitsToDouble", methodType(double.class, long.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private NumberCall() {}

    /** The function as a method handle of its Java type. */
    static MethodHandle handle(Function function, MethodType type) {
        int count = type.parameterCount();
        var raw = count < BY_COUNT.length
                ? BY_COUNT[count].bindTo(function)
                : MANY.bindTo(function).asCollector(long[].class, count);
        for (int i = 0; i < count; i++) {
            var parameter = type.parameterType(i);
            if (parameter == float.class) {
                raw = MethodHandles.filterArguments(raw, i, FLOAT_BITS);
            } else if (parameter == double.class) {
                raw = MethodHandles.filterArguments(raw, i, DOUBLE_BITS);
            }
        }
        var result = type.returnType();
        if (result == float.class) {
            raw = MethodHandles.filterReturnValue(raw, FLOAT_OF_BITS);
        } else if (result == double.class) {
            raw = MethodHandles.filterReturnValue(raw, DOUBLE_OF_BITS);
        }
        return MethodHandles.explicitCastArguments(raw, type);
    }

    static long bits(float number) {
        return Float.floatToRawIntBits(number);
    }

    static float toFloat(long bits) {
        return Float.intBitsToFloat((int) bits);
    }

    static long call(Function function) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            return finish(function, store, stack, stack.push(1), 1);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    static long call(Function function, long a) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            long frame = stack.push(1);
            ALL.set(ValueKind.LONG, frame, a);
            return finish(function, store, stack, frame, 1);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    static long call(Function function, long a, long b) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            long frame = stack.push(2);
            ALL.set(ValueKind.LONG, frame, a);
            ALL.set(ValueKind.LONG, frame + CallStack.SLOT, b);
            return finish(function, store, stack, frame, 2);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    static long call(Function function, long a, long b, long c) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            long frame = stack.push(3);
            ALL.set(ValueKind.LONG, frame, a);
            ALL.set(ValueKind.LONG, frame + CallStack.SLOT, b);
            ALL.set(ValueKind.LONG, frame + 2 * CallStack.SLOT, c);
            return finish(function, store, stack, frame, 3);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    static long call(Function function, long a, long b, long c, long d) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            long frame = stack.push(4);
            ALL.set(ValueKind.LONG, frame, a);
            ALL.set(ValueKind.LONG, frame + CallStack.SLOT, b);
            ALL.set(ValueKind.LONG, frame + 2 * CallStack.SLOT, c);
            ALL.set(ValueKind.LONG, frame + 3 * CallStack.SLOT, d);
            return finish(function, store, stack, frame, 4);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    static long call(Function function, long[] numbers) {
        var store = function.store();
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            long frame = stack.push(numbers.length);
            for (int i = 0; i < numbers.length; i++) {
                ALL.set(ValueKind.LONG, frame + i * CallStack.SLOT, numbers[i]);
            }
            return finish(function, store, stack, frame, numbers.length);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    private static long finish(Function function, Store store, CallStack stack, long frame, int count) {
        stack.call(store, function.pointer(), MemorySegment.ofAddress(frame), count);
        return ALL.get(ValueKind.LONG, frame);
    }
}
