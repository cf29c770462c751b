package io.github.jwasi;

import static io.github.jwasi.NativeMemory.ALL;
import static java.lang.invoke.MethodHandles.collectArguments;
import static java.lang.invoke.MethodHandles.dropArguments;
import static java.lang.invoke.MethodHandles.filterArguments;
import static java.lang.invoke.MethodHandles.insertArguments;
import static java.lang.invoke.MethodHandles.permuteArguments;
import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/** A host function by its method handle, to which numbers go from the slots of a call without being boxed. */
final class HandleBody implements HostFunction.Body {
    private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

    /** {@code (Caller, Object[])Object}. */
    private final MethodHandle boxed;

    /** {@code (Caller, long)void}, or null where a value is a reference or there are several results. */
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
        // (Caller, long...)R becomes (long, Caller, long...)void.
        var written = results.count() == 0
                ? dropArguments(read, 0, long.class)
                : collectArguments(writer(results.kind(0)), 1, read);
        var order = new int[written.type().parameterCount()];
        for (int i = 0; i < order.length; i++) {
            order[i] = i == 1 ? 0 : 1;
        }
        return permuteArguments(written, methodType(void.class, Caller.class, long.class), order);
    }

    private static MethodHandle reader(ValueKind kind, int index) {
        var reader = find("read", methodType(kind.javaType(), long.class, long.class), kind);
        return insertArguments(reader, 1, index * CallStack.SLOT);
    }

    private static MethodHandle writer(ValueKind kind) {
        return find("write", methodType(void.class, long.class, kind.javaType()), kind);
    }

    private static MethodHandle find(String verb, MethodType type, ValueKind kind) {
        try {
            return LOOKUP.findStatic(HandleBody.class, verb + kind, type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(verb + kind, e);
        }
    }

    // Found by name.

    static int readI32(long slots, long offset) {
        return ALL.get(ValueKind.INT, slots + offset);
    }

    static long readI64(long slots, long offset) {
        return ALL.get(ValueKind.LONG, slots + offset);
    }

    static float readF32(long slots, long offset) {
        return ALL.get(ValueKind.FLOAT, slots + offset);
    }

    static double readF64(long slots, long offset) {
        return ALL.get(ValueKind.DOUBLE, slots + offset);
    }

    static void writeI32(long slots, int value) {
        ALL.set(ValueKind.INT, slots, value);
    }

    static void writeI64(long slots, long value) {
        ALL.set(ValueKind.LONG, slots, value);
    }

    static void writeF32(long slots, float value) {
        ALL.set(ValueKind.FLOAT, slots, value);
    }

    static void writeF64(long slots, double value) {
        ALL.set(ValueKind.DOUBLE, slots, value);
    }

    /** {@code (Caller, long)void} with the address of the slots, or null where values have to be boxed. */
    @Nullable
    MethodHandle unboxed() {
        return unboxed;
    }

    @Override
    public @Nullable Object call(Caller caller, @Nullable Object[] arguments) throws Throwable {
        return boxed.invokeExact(caller, arguments);
    }
}
