package io.github.jwasi;

import io.github.jwasi.bindings.FlightRecording;
import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where instances live, with their memories, tables and globals and one WASI at most. What instances shall share must
 * be in one store; what must not be shared, in different ones.
 *
 * <p>Used by one thread at a time, but by no certain one: a second thread gets an {@link IllegalStateException} while the
 * first is inside. For every thread are {@link #interrupt()}, {@link #close()} and the deadline. Nothing in a store is
 * freed before the store is closed.
 *
 * <p><b>Stopping a guest.</b> Four things do, each with a {@link Trap} of its own: {@link #interrupt()}, a
 * {@linkplain #setDeadline deadline}, {@link #close()} in another thread, and {@link Thread#interrupt()} of the thread
 * that runs the guest, whose interrupted status stays set. They reach, within milliseconds,
 *
 * <ul>
 *   <li>a guest that sleeps in WASI, or reads the stdin of the process, always;
 *   <li>a guest that computes, if the engine is {@linkplain EngineOptions#interruptible() interruptible}, and else at its
 *       next call of WASI;
 *   <li>a guest that waits for an {@link java.io.InputStream} or {@link java.io.OutputStream}, if the stream ends its
 *       waiting when its thread is interrupted, as pipes and channels do and {@link System#in} does not;
 *   <li>a guest that is in a host function when that returns. Only {@link Thread#interrupt()} is seen in there;
 *   <li>a guest that waits in a shared memory that its instance imports or exports, if the engine is interruptible. To
 *       find it takes milliseconds for each MiB of the memory, and wakes others that wait there too, so that guests have
 *       to look again what they waited for, as those compiled from C and Rust do;
 *   <li>a guest that waits for the operating system, for example for the other end of a named pipe, when that returns.
 * </ul>
 */
@SuppressWarnings("ReferenceEquality") // of threads
public final class Store implements AutoCloseable {
    private static final VarHandle OWNER;
    private static final VarHandle ATTENTION;

    static {
        try {
            var lookup = MethodHandles.lookup();
            OWNER = lookup.findVarHandle(Store.class, "owner", long.class);
            ATTENTION = lookup.findVarHandle(Store.class, "attention", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What {@link #owner} is while nobody is inside. */
    private static final long NOBODY = 0;

    /** What {@link #owner} is for ever after {@link #close()}. */
    private static final long CLOSED = -1;

    /** The {@link Watchdog} looks at the store. */
    private static final int WATCHED = 1;

    /** There is a deadline. */
    private static final int LIMITED = 2;

    /** Another thread closed the store, which is freed when the one inside has left. */
    private static final int CLOSING = 4;

    /** After so many looks at which nobody was inside, the store is not watched any more. */
    private static final int MOST_IDLE_LOOKS = 64;

    private final Engine engine;
    private final MemorySegment pointer;
    private final MemorySegment context;
    private final StoreMemory memory = new StoreMemory();
    private final CallStack stack = new CallStack(memory);
    private final Interrupt interrupt;
    private final StreamInterrupt stream = new StreamInterrupt();
    private final WaitBreaker waitBreaker = new WaitBreaker();
    private final List<Runnable> atClose = new ArrayList<>();

    private final Externs externs = new Externs(this);
    private final References references = new References(this);
    private final Exceptions exceptions = new Exceptions(this);

    /**
     * The id of the thread inside, or {@link #NOBODY}, or {@link #CLOSED}. No reference, as to write one costs the garbage
     * collector a fence.
     */
    private volatile long owner;

    /** The thread that was inside last, which is the owner if it has that id. */
    private volatile @Nullable Thread last;

    /** What {@link #enter()} has to see to: it is {@link #WATCHED} and nothing else most of the time. */
    private volatile int attention;

    /** How many calls the owner has under way. */
    private int depth;

    /** How many views of memories are open, in which nothing may move. */
    private int views;

    /** For {@link #look()}. */
    private int idleLooks;

    private @Nullable Throwable parked;
    private @Nullable WASI wasi;

    private Store(Engine engine, StoreOptions options) {
        this.engine = engine;
        try (var arena = Arena.ofConfined()) {
            var settings = arena.allocateFrom(ValueLayout.JAVA_LONG, settings(engine, options));
            pointer = Wasmtime.jwasi_store_new(engine.pointer(), settings);
        }
        context = Wasmtime.wasmtime_store_context(pointer);
        interrupt = new Interrupt(Wasmtime.jwasi_store_interrupt(context));
    }

    /**
     * A store with the default limits.
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
        var store = new Store(engine, options);
        if (Events.areOn()) {
            LimitHitEvent.listen(store.pointer);
        }
        options.fuel().ifPresent(store::setFuel);
        options.deadline().ifPresent(store::setDeadline);
        return store;
    }

    /** In the order of {@code jwasi_store_new}. */
    private static long[] settings(Engine engine, StoreOptions options) {
        long none = -1;
        return new long[] {
            engine.options().maxWasmStack(),
            options.maxMemory().orElse(none),
            options.maxTableElements(),
            options.maxInstances().orElse(none),
            options.maxMemories().orElse(none),
            options.maxTables().orElse(none)
        };
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
     * What the limits of {@link StoreOptions} refused last. A guest only sees that its memory or table does not grow, so
     * the host may ask here why it gave up.
     *
     * @return empty if nothing was refused yet
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public Optional<LimitHit> limitHit() {
        enter();
        try {
            return LimitHit.last(context);
        } finally {
            exit();
        }
    }

    /**
     * Stops the guest, and whatever is called in the store later: a {@link TrapException} of {@link Trap#INTERRUPT}.
     *
     * <p>What it reaches stands {@linkplain Store above}. For every thread, also after {@link #close()}, when it does
     * nothing.
     */
    public void interrupt() {
        interrupt.stop(Trap.INTERRUPT);
    }

    /**
     * Sets how long guests may run from now on: whatever runs in the store then, or is called in it later, ends with a
     * {@link TrapException} of {@link Trap#DEADLINE}. The host may go on reading what is in the store. A store that ended
     * so can be used again after another deadline was set.
     *
     * <p>It is the time of the clock on the wall, in which the guest may as well have slept or not run. For every thread.
     *
     * @param time 0 or more
     * @throws IllegalArgumentException if {@code time} is negative
     * @throws IllegalStateException if the store is closed
     */
    public void setDeadline(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("the deadline must be 0 or more from now, given " + time);
        }
        checkOpen();
        interrupt.setDeadline(time);
        ATTENTION.getAndBitwiseOr(this, LIMITED);
    }

    /**
     * Lets guests run without a deadline again. For every thread.
     *
     * @throws IllegalStateException if the store is closed
     */
    public void clearDeadline() {
        checkOpen();
        interrupt.clearDeadline();
    }

    /**
     * How long guests may still run. For every thread.
     *
     * @return the time until the deadline, 0 if it is over, or empty if there is none
     * @throws IllegalStateException if the store is closed
     */
    public Optional<Duration> deadline() {
        checkOpen();
        return interrupt.timeLeft();
    }

    private void checkOpen() {
        if (owner == CLOSED || (attention & CLOSING) != 0) {
            throw closed();
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the store is closed");
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
     * <p>For every thread. While another one is inside, its guest is stopped, which {@linkplain Store above} says more
     * about, and its call ends with a {@link TrapException} of {@link Trap#CLOSED}. This method does not wait for that:
     * the store is freed when that thread has left it, and no other may enter it any more.
     *
     * @throws IllegalStateException if this thread is inside, in a host function or a stream that a guest of the store
     *     called
     */
    @Override
    public void close() {
        long inside = (long) OWNER.compareAndExchange(this, NOBODY, CLOSED);
        if (inside == NOBODY) {
            free();
        } else if (inside == Thread.currentThread().threadId()) {
            throw new IllegalStateException(
                    "the store cannot be closed: this thread, " + Thread.currentThread() + ", is inside");
        } else if (inside != CLOSED) {
            ATTENTION.getAndBitwiseOr(this, CLOSING);
            interrupt.stop(Trap.CLOSED);
            freeIfLeft();
        }
    }

    private void free() {
        interrupt.close();
        Wasmtime.wasmtime_store_delete(pointer);
        atClose.forEach(Runnable::run);
        memory.release();
    }

    /** Frees the store if nobody is inside. Gives whether it is closed now. */
    private boolean freeIfLeft() {
        if (OWNER.compareAndSet(this, NOBODY, CLOSED)) {
            free();
        }
        return owner == CLOSED;
    }

    /** Stops the guest if it runs in another thread at the moment. */
    void stopOther() {
        long inside = owner;
        if (inside > NOBODY && inside != Thread.currentThread().threadId()) {
            interrupt.stop(Trap.CLOSED);
        }
    }

    /**
     * Keeps the store for the current thread, so that each of its calls is spared the look whether another thread is
     * inside: some nanoseconds, which count where millions of small calls follow each other.
     *
     * {@snippet lang=java :
     * try (var _ = store.hold()) {
     *     for (int i = 0; i < samples.length; i++) {
     *         samples[i] = filter.applyAsInt(samples[i]);
     *     }
     * }
     * }
     *
     * <p>Meanwhile other threads get the {@link IllegalStateException} that they get while a guest runs, and their
     * {@link #close()} frees the store when the hold has ended.
     *
     * @return what ends it, on this thread. Holds may be nested
     * @throws IllegalStateException if the store is closed or used by another thread
     * @see Function#callEach
     */
    public Hold hold() {
        enter();
        return new Hold(this);
    }

    /** That a thread has a store for itself. */
    public static final class Hold implements AutoCloseable {
        private @Nullable Store store;

        private Hold(Store store) {
            this.store = store;
        }

        /**
         * Ends it. Once is enough.
         *
         * @throws IllegalStateException if another thread began it
         */
        @Override
        public void close() {
            var held = store;
            if (held == null) {
                return;
            }
            if (held.owner != Thread.currentThread().threadId()) {
                throw new IllegalStateException("the hold of a store is ended by the thread that began it");
            }
            store = null;
            held.exit();
        }
    }

    /** Lets the current thread in, until it calls {@link #exit()} as often. */
    void enter() {
        var current = Thread.currentThread();
        long id = current.threadId();
        if (owner == id) {
            checkFree();
            depth++;
            return;
        }
        // A full fence between being inside and the look at `attention`: see `stopWatching`.
        long inside = (long) OWNER.compareAndExchange(this, NOBODY, id);
        if (inside != NOBODY) {
            throw occupied(inside);
        }
        depth = 1;
        if (last != current) {
            last = current;
        }
        if (attention != WATCHED) {
            attend();
        }
    }

    private IllegalStateException occupied(long inside) {
        if (inside == CLOSED || (attention & CLOSING) != 0) {
            return closed();
        }
        var thread = thread(inside);
        return new IllegalStateException("the store is in use by another thread, " + (thread != null ? thread : inside)
                + ": one thread at a time may use it");
    }

    /** The thread with an id, if it is the one that entered last and has told so already. */
    private @Nullable Thread thread(long id) {
        var thread = last;
        return thread != null && thread.threadId() == id ? thread : null;
    }

    /** What an entry has to do beyond being inside. */
    private void attend() {
        boolean done = false;
        try {
            if ((attention & CLOSING) != 0) {
                throw closed();
            }
            watch();
            if ((attention & LIMITED) != 0) {
                interrupt.checkDeadline();
            }
            done = true;
        } finally {
            if (!done) {
                exit();
            }
        }
    }

    private void watch() {
        if (((int) ATTENTION.getAndBitwiseOr(this, WATCHED) & WATCHED) != 0) {
            return;
        }
        boolean watched = false;
        try {
            Watchdog.watch(this);
            watched = true;
        } finally {
            if (!watched) {
                ATTENTION.getAndBitwiseAnd(this, ~WATCHED);
            }
        }
    }

    /** As {@link #enter()}, but also while a view of a memory is open, as reading and writing does it no harm. */
    void enterMemory() {
        if (views > 0 && owner == Thread.currentThread().threadId()) {
            depth++;
        } else {
            enter();
        }
    }

    private void checkFree() {
        if (views > 0) {
            throw new IllegalStateException("a view of a memory of the store is open: meanwhile no guest of it can be "
                    + "called, and nothing in it be changed but the bytes of memories");
        }
        if (stream.isInside()) {
            throw new IllegalStateException(
                    "a stream, clock or source of random numbers that serves a guest must not use the guest's store");
        }
    }

    void exit() {
        if (--depth == 0) {
            // Without a fence, so that a close in this moment may go unseen: then the watchdog frees the store.
            OWNER.setRelease(this, NOBODY);
            if ((attention & CLOSING) != 0 && Wasmtime.jwasi_remaining_stack() >= Wasmtime.jwasi_required_stack(0)) {
                freeIfLeft();
            }
        }
    }

    /** A look of the {@link Watchdog}. Gives whether it has to look again. */
    boolean look() {
        long inside = owner;
        if (inside > NOBODY) {
            idleLooks = 0;
            supervise(thread(inside));
            return true;
        }
        if (inside == CLOSED || ((attention & CLOSING) != 0 && freeIfLeft())) {
            return false;
        }
        return ++idleLooks < MOST_IDLE_LOOKS || !stopWatching();
    }

    private void supervise(@Nullable Thread inside) {
        if ((attention & LIMITED) != 0) {
            interrupt.checkDeadline();
        }
        if (interrupt.reason() != null) {
            stream.interrupt();
            waitBreaker.turn();
        } else if (inside != null && inside.isInterrupted()) {
            interrupt.ask();
            waitBreaker.turn();
        }
    }

    /**
     * Gives false if a thread entered the store in this moment, which may have seen it watched. If it did not, it has
     * announced the store again.
     */
    private boolean stopWatching() {
        idleLooks = 0;
        ATTENTION.getAndBitwiseAnd(this, ~WATCHED);
        boolean used = owner > NOBODY || (attention & CLOSING) != 0;
        return !used || ((int) ATTENTION.getAndBitwiseOr(this, WATCHED) & WATCHED) != 0;
    }

    /** Whether the guest is to stop for a reason that lasts. */
    boolean isStopped() {
        return interrupt.reason() != null;
    }

    /** What wakes guests of the store that wait in shared memories. */
    WaitBreaker waitBreaker() {
        return waitBreaker;
    }

    /** Where the streams of the host that serve the guest are run. */
    StreamInterrupt stream() {
        return stream;
    }

    /** Opens views of a memory, or closes them. */
    void viewing(int more) {
        views += more;
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
            throw recorded(failure(error, trap));
        }
    }

    private static RuntimeException recorded(RuntimeException failure) {
        if (failure instanceof TrapException trap && FlightRecording.isOn()) {
            TrapEvent.record(trap);
        }
        return failure;
    }

    /** As {@link #check}, for an instantiation, which can also fail before any wasm runs. */
    void checkInstantiation(MemorySegment error, MemorySegment trap) {
        if (parked == null && NativeFailure.is(error)) {
            var failure = Objects.requireNonNull(FailureReader.read(error, trap));
            if (stream.wasStopped()) {
                throw recorded(interrupt.explain(failure));
            }
            throw failure.exitCode().isPresent() || !failure.frames().isEmpty()
                    ? recorded(failure.toException())
                    : new LinkException(failure.message()
                            .replace("see `Config::shared_memory`", "it needs EngineOptions.withSharedMemory(true)"));
        }
        check(error, trap);
    }

    private RuntimeException failure(MemorySegment error, MemorySegment trap) {
        var thrown = parked;
        parked = null;
        if (thrown != null) {
            throw HostException.withFrames(thrown, error, trap);
        }
        var failure = Objects.requireNonNull(FailureReader.read(error, trap));
        if (stream.wasStopped() || failure.trap().filter(Trap.INTERRUPT::equals).isPresent()) {
            return interrupt.explain(failure);
        }
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
