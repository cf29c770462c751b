package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where instances live, with their memories, tables and globals and one WASI at most. What instances shall share must
 * be in one store; what must not be shared, in different ones.
 *
 * <p>Used by one thread at a time, but by no certain one: a second thread gets an {@link IllegalStateException} while the
 * first is inside. Only {@link #interrupt()} is for every thread. Nothing in a store is freed before the store is
 * closed.
 */
@SuppressWarnings("ReferenceEquality") // of threads, and of the one object that stands for closed
public final class Store implements AutoCloseable {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(Store.class, "owner", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What {@link #owner} is for ever after {@link #close()}. */
    private static final Object CLOSED = new Object();

    /** As in JavaScript. A table takes the machine's memory as it grows, and a guest could take all of it. */
    private static final long MAX_TABLE_ELEMENTS = 10_000_000;

    private final Engine engine;
    private final MemorySegment pointer;
    private final MemorySegment context;
    private final StoreMemory memory = new StoreMemory();
    private final CallStack stack = new CallStack(memory);
    private final Interrupt interrupt;
    private final List<Runnable> atClose = new ArrayList<>();

    private final Externs externs = new Externs(this);
    private final References references = new References(this);
    private final Exceptions exceptions = new Exceptions(this);

    /** The thread inside, or null, or {@link #CLOSED}. */
    @SuppressWarnings("UnusedVariable") // used through OWNER
    private volatile @Nullable Object owner;

    /** How many calls the owner has under way. */
    private int depth;

    /** Whether a stream of the host serves the guest, which may not use the store meanwhile. */
    private boolean streaming;

    private @Nullable Throwable parked;
    private @Nullable WASI wasi;

    private Store(Engine engine) {
        this.engine = engine;
        pointer = Wasmtime.jwasi_store_new(engine.pointer(), engine.options().maxWasmStack());
        context = Wasmtime.wasmtime_store_context(pointer);
        interrupt = new Interrupt(Wasmtime.jwasi_store_interrupt(context));
    }

    /**
     * A store without limits.
     *
     * @param engine the engine of the modules that will be instantiated in it
     * @return the store, to be closed by the caller
     */
    public static Store create(Engine engine) {
        return create(engine, StoreOptions.DEFAULT);
    }

    /**
     * A store with limits.
     *
     * @param engine the engine of the modules that will be instantiated in it
     * @param options the limits
     * @return the store, to be closed by the caller
     * @throws IllegalArgumentException if a fuel is given and the engine does not count it
     */
    public static Store create(Engine engine, StoreOptions options) {
        Objects.requireNonNull(engine, "engine");
        Objects.requireNonNull(options, "options");
        if (options.fuel().isPresent() != engine.options().fuel()) {
            throw new IllegalArgumentException(
                    engine.options().fuel()
                            ? "options.fuel is required, as the engine counts fuel"
                            : "options.fuel needs an engine with EngineOptions.withFuel(true)");
        }
        var store = new Store(engine);
        options.fuel().ifPresent(store::setFuel);
        long none = Long.MAX_VALUE;
        Wasmtime.wasmtime_store_limiter(
                store.pointer, options.maxMemory().orElse(none), MAX_TABLE_ELEMENTS, none, none, none);
        return store;
    }

    /**
     * The fuel that is left.
     *
     * @return roughly how many instructions the guests may still execute
     * @throws IllegalStateException if the engine does not count fuel
     */
    public long fuel() {
        enter();
        try (var arena = Arena.ofConfined()) {
            var fuel = arena.allocate(ValueLayout.JAVA_LONG);
            checkFuel(Wasmtime.wasmtime_context_get_fuel(context, fuel));
            return fuel.get(ValueLayout.JAVA_LONG, 0);
        } finally {
            exit();
        }
    }

    /**
     * Sets the fuel that is left.
     *
     * @param fuel roughly how many instructions the guests may still execute, 0 or more
     * @throws IllegalStateException if the engine does not count fuel
     */
    public void setFuel(long fuel) {
        if (fuel < 0) {
            throw new IllegalArgumentException("fuel must be 0 or more, given " + fuel);
        }
        enter();
        try {
            checkFuel(Wasmtime.wasmtime_context_set_fuel(context, fuel));
        } finally {
            exit();
        }
    }

    private static void checkFuel(MemorySegment error) {
        if (NativeFailure.is(error)) {
            Wasmtime.wasmtime_error_delete(error);
            throw new IllegalStateException("the engine does not count fuel: it needs EngineOptions.withFuel(true)");
        }
    }

    /**
     * Stops the guest, and whatever is called in the store later: a {@link TrapException} of {@link Trap#INTERRUPT}.
     *
     * <p>A guest that sleeps or reads the process's stdin stops at once, and so does one that computes if the engine is
     * {@linkplain EngineOptions#interruptible() interruptible}. A host function or a stream of the host that waits is
     * not interrupted. For every thread, also after {@link #close()}, when it does nothing.
     */
    public void interrupt() {
        interrupt.raise();
    }

    /**
     * Collects what the guests of the store do not hold any more: objects of their own heap, and Java's objects that
     * they got as {@code externref}. It happens by itself where the heap is full.
     *
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public void collectGarbage() {
        enter();
        try {
            references.collect();
        } finally {
            exit();
        }
    }

    /**
     * Frees the store with everything in it.
     *
     * @throws IllegalStateException if a guest of the store is running
     */
    @Override
    public void close() {
        var inside = OWNER.compareAndExchange(this, null, CLOSED);
        if (inside == CLOSED) {
            return;
        }
        if (inside != null) {
            throw new IllegalStateException("the store cannot be closed: " + inside + " is inside");
        }
        interrupt.close();
        Wasmtime.wasmtime_store_delete(pointer);
        atClose.forEach(Runnable::run);
        memory.release();
    }

    /** Lets the current thread in, until it calls {@link #exit()} as often. */
    void enter() {
        var current = Thread.currentThread();
        if (owner == current) {
            checkNotStreaming();
            depth++;
            return;
        }
        var inside = OWNER.compareAndExchangeAcquire(this, null, current);
        if (inside != null) {
            throw new IllegalStateException(
                    inside == CLOSED
                            ? "the store is closed"
                            : "the store is in use by another thread, " + inside + ": one thread at a time may use it");
        }
        depth = 1;
    }

    private void checkNotStreaming() {
        if (streaming) {
            throw new IllegalStateException(
                    "a stream that serves a guest must not use the guest's store: read or write elsewhere");
        }
    }

    void exit() {
        if (--depth == 0) {
            OWNER.setRelease(this, null);
        }
    }

    /** Runs a stream of the host for the guest. */
    void streaming(boolean on) {
        streaming = on;
    }

    /** Keeps what a host function or stream threw, until the call into the guest has ended. */
    void park(Throwable thrown) {
        parked = thrown;
    }

    /**
     * Before a call into wasm. The end of a call forgets what was parked too, unless a {@link StackOverflowError} keeps
     * it from that.
     */
    void forgetParked() {
        parked = null;
    }

    /**
     * Throws what a call into wasm came back with, if it did not succeed.
     *
     * @param error a {@code wasmtime_error_t} or null
     * @param trap a {@code wasm_trap_t} or null
     */
    void check(MemorySegment error, MemorySegment trap) {
        if (NativeFailure.is(error) || NativeFailure.is(trap) || parked != null) {
            throw failure(error, trap);
        }
    }

    /** As {@link #check}, for an instantiation, which can also fail before any wasm runs. */
    void checkInstantiation(MemorySegment error, MemorySegment trap) {
        if (parked == null && NativeFailure.is(error)) {
            var failure = NativeFailure.ofError(error);
            throw failure.exitCode().isPresent() || !failure.frames().isEmpty()
                    ? failure.toException()
                    : new LinkException(failure.message());
        }
        check(error, trap);
    }

    private RuntimeException failure(MemorySegment error, MemorySegment trap) {
        var failure = NativeFailure.is(error)
                ? NativeFailure.ofError(error)
                : NativeFailure.is(trap) ? NativeFailure.ofTrap(trap) : null;
        var thrown = parked;
        parked = null;
        if (thrown != null) {
            throw HostException.withFrames(thrown, failure);
        }
        Objects.requireNonNull(failure);
        var exception = failure.trap().filter(Trap.OTHER::equals).isPresent() ? exceptions.take() : null;
        return exception != null ? exception : StackShortage.explain(failure, engine.options());
    }

    /** Gives the store its WASI, or checks that it is the one that the store has. */
    void bind(WASI wasi) {
        if (this.wasi == wasi) {
            return;
        }
        if (this.wasi != null) {
            throw new IllegalArgumentException("the store has another WASI already: all its instances share one");
        }
        wasi.bindTo(this);
        this.wasi = wasi;
    }

    boolean hasWasi() {
        return wasi != null;
    }

    /** Runs after the native store was freed. */
    void atClose(Runnable action) {
        atClose.add(action);
    }

    Engine engine() {
        return engine;
    }

    MemorySegment context() {
        return context;
    }

    Externs externs() {
        return externs;
    }

    References references() {
        return references;
    }

    Exceptions exceptions() {
        return exceptions;
    }

    /** Refuses what belongs to another store. */
    void checkOwns(Extern extern) {
        if (extern.store() != this) {
            throw new IllegalArgumentException(extern.name() + " belongs to another store");
        }
    }

    /** Refuses what belongs to another store. */
    void checkOwns(GcReference reference) {
        if (reference.store() != this) {
            throw new IllegalArgumentException(reference + " belongs to another store");
        }
    }

    StoreMemory memory() {
        return memory;
    }

    CallStack stack() {
        return stack;
    }
}
