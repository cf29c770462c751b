package io.github.jwasi;

import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.filterArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** A host function by its method handle, to which numbers go from the slots of a call without being boxed. */
final class HandleBody implements HostFunction.Body {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** {@code (Caller, Object[])Object}. */
    private final MethodHandle boxed;

    /** {@code (Caller, MemorySegment)void}, or null where a value is a reference or there are several results. */
    private final @Nullable MethodHandle unboxed;

    /** @param handle takes a {@link Caller} and then what {@link JavaType} says for the type */
    HandleBody(FunctionType type, MethodHandle handle) {
        var parameters = new Values(type.parameters());
        var results = new Values(type.results());
        boxed = handle.asSpreader(1, Object[].class, parameters.count())
                .asType(methodType(Object.class, Caller.class, Object[].class));
        unboxed = parameters.areNumbers() && results.areNumbers() && results.count() < 2
                ? unboxed(handle, parameters, results)
                : null;
    }

    /** The handle with a {@link Caller} in front, which it may have already, of the Java type for the function. */
    static MethodHandle withCaller(FunctionType type, MethodHandle handle) {
        var given = handle.type();
        boolean hasCaller = given.parameterCount() > 0 && given.parameterType(0) == Caller.class;
        var wanted = JavaType.of(type);
        if (!JavaType.matches(wanted, hasCaller ? given.dropParameterTypes(0, 1) : given)) {
            throw new IllegalArgumentException("a host function " + type + " is " + wanted
                    + " in Java, after a Caller if it wants one, and given was a method " + given);
        }
        var full = hasCaller ? handle : dropArguments(handle, 0, Caller.class);
        return full.asType(wanted.insertParameterTypes(0, Caller.class)).asFixedArity();
    }

    private static MethodHandle unboxed(MethodHandle handle, Values parameters, Values results) {
        var read = handle;
        for (int i = 0; i < parameters.count(); i++) {
            read = filterArguments(read, i + 1, reader(parameters.kind(i), i));
        }
        // (Caller, MemorySegment...)R becomes (MemorySegment, Caller, MemorySegment...)void.
        var written = results.count() == 0
                ? dropArguments(read, 0, MemorySegment.class)
                : collectArguments(writer(results.kind(0)), 1, read);
        var order = new int[written.type().parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == 1 ? 0 : 1;
        }
        return permuteArguments(written, methodType(void.class, Caller.class, MemorySegment.class), order);
    }

    private static MethodHandle reader(ValueKind kind, int index) {
        var reader = find("read", methodType(kind.javaType(), MemorySegment.class, long.class), kind);
        return insertArguments(reader, 1, index * CallStack.SLOT);
    }

    private static MethodHandle writer(ValueKind kind) {
        return find("write", methodType(void.class, MemorySegment.class, kind.javaType()), kind);
    }

    private static MethodHandle find(String verb, MethodType type, ValueKind kind) {
        try {
            return LOOKUP.findStatic(HandleBody.class, verb + kind, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(verb + kind, e);
        }
    }

    // Found by name.

    static int readI32(MemorySegment slots, long offset) {
        return slots.get(ValueKind.INT, offset);
    }

    static long readI64(MemorySegment slots, long offset) {
        return slots.get(ValueKind.LONG, offset);
    }

    static float readF32(MemorySegment slots, long offset) {
        return slots.get(ValueKind.FLOAT, offset);
    }

    static double readF64(MemorySegment slots, long offset) {
        return slots.get(ValueKind.DOUBLE, offset);
    }

    static void writeI32(MemorySegment slots, int value) {
        slots.set(ValueKind.INT, 0, value);
    }

    static void writeI64(MemorySegment slots, long value) {
        slots.set(ValueKind.LONG, 0, value);
    }

    static void writeF32(MemorySegment slots, float value) {
        slots.set(ValueKind.FLOAT, 0, value);
    }

    static void writeF64(MemorySegment slots, double value) {
        slots.set(ValueKind.DOUBLE, 0, value);
    }

    boolean isUnboxed() {
        return unboxed != null;
    }

    void call(Caller caller, MemorySegment slots) throws Throwable {
        // Only called where `isUnboxed`.
        unboxed.invokeExact(caller, slots);
    }

    @Override
    public @Nullable Object call(Caller caller, @Nullable Object[] arguments) throws Throwable {
        return boxed.invokeExact(caller, arguments);
    }
}
