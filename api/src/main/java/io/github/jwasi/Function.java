package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.stream.IntStream;
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

    // What a call needs, without a detour through the handle.
    private final Store store;
    private final MemorySegment pointer;

    private final FunctionType type;
    private final Values parameters;
    private final Values results;
    private final boolean references;
    private final int slots;

    /** Made here and not at a call, which may be where the stack ends. */
    private final Values.What argument = this::argument;

    private @Nullable MethodHandle methodHandle;

    /** What {@link #callEach} uses, where it is not under way. */
    private final ArrayDeque<Batch> batches = new ArrayDeque<>(1);

    Function(Extern handle, FunctionType type) {
        this.handle = handle;
        store = handle.store();
        pointer = handle.of();
        this.type = type;
        parameters = new Values(type.parameters());
        results = new Values(type.results());
        references = parameters.haveReferences() || results.haveReferences();
        slots = Math.max(parameters.count(), results.count());
        if (references) {
            ReferenceCall.link();
        }
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
        store.enter();
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            var frame = stack.frame(stack.push(slots), slots);
            parameters.write(store, arguments, frame, 0, argument);
            if (references) {
                ReferenceCall.call(store, this, frame, slots);
            } else {
                stack.call(store, pointer, frame, slots);
            }
            return results.results(store, frame, 0);
        } finally {
            stack.pop(before, used);
            store.exit();
        }
    }

    /**
     * Calls the function once for each row of arguments, which takes a small part of the time that the calls would take one
     * by one: the loop runs in wasm too.
     *
     * {@snippet lang=java :
     * var sums = new int[xs.length];
     * add.callEach(sums, xs, ys); // sums[i] = add(xs[i], ys[i])
     * }
     *
     * <p>If a call fails, those after it are not made, and the results of those before it are in their arrays. The first
     * call for a function makes an instance with a memory of 64 KiB in the store, which counts for its limits; where fuel is
     * counted, the loop takes some too.
     *
     * @param results for a function with one result an array of its type, filled with the results: {@code int[]} for i32,
     *     {@code long[]} for i64, {@code float[]} for f32, {@code double[]} for f64; for one with several an
     *     {@code Object[]} of such arrays; null for one without results
     * @param arguments for each parameter such an array. All arrays have one length
     * @throws IllegalArgumentException if an array is missing, or of another type or length, or the function has values that
     *     are no numbers; nothing was called then
     * @throws IllegalStateException if the store is closed or used by another thread, or the engine was closed before the
     *     first call
     * @throws LinkException if the limits of the store do not allow that instance
     * @throws TrapException if the guest traps
     * @throws WasmException if the guest throws an exception and does not catch it
     * @throws ExitException if the guest calls {@code proc_exit}
     */
    public void callEach(@Nullable Object results, Object... arguments) {
        Objects.requireNonNull(arguments, "arguments");
        if (!parameters.areNumbers() || !this.results.areNumbers()) {
            throw new IllegalArgumentException(this + " has values that are no numbers, which callEach cannot pass");
        }
        var columns = new BatchColumns(this, results, arguments);
        store.enter();
        try {
            // None is free at first, and where the guest called the host, and the host this again.
            var batch = batches.isEmpty() ? new Batch(this, store.engine().batchModule(this)) : batches.pop();
            try {
                batch.call(columns);
            } finally {
                batches.push(batch);
            }
        } finally {
            store.exit();
        }
    }

    /** The kind of a parameter, or of a result, which count on from there. */
    ValueKind column(int index) {
        return index < parameters.count() ? parameters.kind(index) : results.kind(index - parameters.count());
    }

    /** All of them. */
    ValueKind[] columns() {
        return IntStream.range(0, parameters.count() + results.count())
                .mapToObj(this::column)
                .toArray(ValueKind[]::new);
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

    Store store() {
        return store;
    }

    /** The engine's {@code wasmtime_func_t}. */
    MemorySegment pointer() {
        return pointer;
    }

    @Override
    public String toString() {
        return "function " + handle.name() + " " + type;
    }
}
