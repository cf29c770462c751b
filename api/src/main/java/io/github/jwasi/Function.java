package io.github.jwasi;

import java.lang.invoke.MethodHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of a store: one that an instance exports, that a table holds, or one of the host.
 *
 * <p>{@link #call} takes and gives objects; {@link #as} and {@link #methodHandle()} call without boxing numbers. The same
 * function of a store is always the same object.
 *
 * @see Instance#function(String)
 */
public final class Function implements ExportValue {
    private final Extern handle;
    private final FunctionType type;
    private final Values parameters;
    private final Values results;
    private final boolean references;
    private final int slots;

    /** Made here and not at a call, which may be where the stack ends. */
    private final Values.What argument = this::argument;

    private @Nullable MethodHandle methodHandle;

    Function(Extern handle, FunctionType type) {
        this.handle = handle;
        this.type = type;
        parameters = new Values(type.parameters());
        results = new Values(type.results());
        references = parameters.haveReferences() || results.haveReferences();
        slots = Math.max(parameters.count(), results.count());
    }

    /**
     * A function of the host in a store, to be put into a table or given to a guest as a reference.
     *
     * @param store where it will live, until the store is closed
     * @param function what it does
     * @return the function
     * @throws IllegalArgumentException if its type names a type of a module
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public static Function create(Store store, HostFunction function) {
        Objects.requireNonNull(function, "function");
        store.enter();
        try {
            return store.externs().add(HostCall.create(store, function), function.type());
        } finally {
            store.exit();
        }
    }

    @Override
    public FunctionType type() {
        return type;
    }

    /**
     * Calls the function.
     *
     * @param arguments for each parameter an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32),
     *     {@link Double} (f64), {@link V128} (v128), {@code Function} (funcref), any object (externref, anyref) or
     *     {@link GcReference}; null for a reference that may be null. No other types are converted
     * @return null where the function has no result, one of those types where it has one, and an {@code Object[]} of
     *     them where it has several
     * @throws IllegalArgumentException if the count or a type is wrong, or a value belongs to another store; nothing was
     *     called then
     * @throws IllegalStateException if the store is closed or used by another thread
     * @throws TrapException if the guest traps
     * @throws WasmException if the guest throws an exception and does not catch it
     * @throws ExitException if the guest calls {@code proc_exit}
     */
    public @Nullable Object call(@Nullable Object... arguments) {
        Objects.requireNonNull(arguments, "arguments");
        checkCount(arguments.length);
        var store = handle.store();
        store.enter();
        var stack = store.stack();
        var before = stack.slots();
        long used = stack.used();
        try {
            long at = stack.push(slots);
            var frame = stack.slots().asSlice(at, Math.max(slots, 1) * CallStack.SLOT);
            parameters.write(store, arguments, frame, 0, argument);
            if (references) {
                stack.callWithReferences(store, this, frame, slots);
            } else {
                stack.call(store, handle.of(), frame, slots);
            }
            return results.results(store, frame, 0);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    private void checkCount(int given) {
        parameters.checkKnown(this);
        results.checkKnown(this);
        if (given != parameters.count()) {
            throw new IllegalArgumentException(handle.name() + " " + type + " takes " + parameters.count()
                    + " arguments, and given were " + given);
        }
    }

    /** How messages call an argument. */
    String argument(int index) {
        return "argument " + index + " of " + handle.name() + " " + type;
    }

    /**
     * The function as a method handle. Kept in a {@code static final} field it is as fast as a call can be.
     *
     * @return a handle whose type has an {@code int} for each i32, {@code long} for i64, {@code float} for f32,
     *     {@code double} for f64, {@link V128} for v128, {@code Function} for funcref, {@link GcReference} for exnref and
     *     {@link Object} for any other reference; it returns {@code void} where there is no result and {@code Object[]}
     *     where there are several. It throws what {@link #call} throws
     * @throws IllegalArgumentException if the function has values that Java does not have
     */
    public MethodHandle methodHandle() {
        var made = methodHandle;
        if (made == null) {
            made = makeHandle();
            methodHandle = made;
        }
        return made;
    }

    private MethodHandle makeHandle() {
        parameters.checkKnown(this);
        results.checkKnown(this);
        var javaType = JavaType.of(type);
        return results.count() < 2 && parameters.areNumbers() && results.areNumbers()
                ? NumberCall.handle(this, javaType)
                : ObjectCall.handle(this, javaType);
    }

    /**
     * The function as a functional interface, for example {@link java.util.function.IntBinaryOperator} for a function
     * {@code (i32, i32) -> (i32)}.
     *
     * @param type an interface with one abstract method, whose type is that of {@link #methodHandle()}; instead of
     *     {@link Object} it may name the class that is expected, and throws a {@link ClassCastException} for another
     * @return an object that calls the function, and throws what {@link #call} throws
     * @param <T> the interface
     * @throws IllegalArgumentException if it is no such interface, or its method has another type
     */
    public <T> T as(Class<T> type) {
        return FunctionView.of(this, type);
    }

    Extern handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "function " + handle.name() + " " + type;
    }
}
