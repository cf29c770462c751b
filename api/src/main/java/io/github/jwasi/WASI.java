package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The WebAssembly System Interface for one guest: its arguments, environment, directories and streams.
 *
 * <p>In the shape of Node's {@code WASI}: give {@link #getImportObject()} to an instantiation, and call
 * {@link #start(Instance)} for a command or {@link #initialize(Instance)} for a reactor, once. Other than in Node the
 * sandbox is real: the guest reaches nothing outside its preopened directories.
 *
 * <p>A guest's calls work on the memory that its own module exports as {@code memory}, so that several instances can
 * share a WASI, and they need no {@link #start} before: in Node they throw until then, here only calls from Java do.
 * What a guest must not pass, such as an address outside its memory or an unknown clock, gives an errno
 * ({@code EOVERFLOW}, {@code EINVAL}) as in Node, where the specification wants a trap for some.
 *
 * <p>One WASI serves the instances of one store, and is used by one thread at a time, like the store.
 *
 * @see <a href="https://nodejs.org/api/wasi.html#class-wasi">Node: class WASI</a>
 */
public final class WASI implements AutoCloseable {
    /** The versions of WASI. */
    public enum Version {
        /** Preview 1, which compilers call {@code wasm32-wasip1} or {@code wasm32-wasi}. */
        PREVIEW1("preview1", "wasi_snapshot_preview1"),
        /** Preview 0, of programs from before December 2019. */
        UNSTABLE("unstable", "wasi_unstable");

        private final String text;
        private final String module;

        Version(String text, String module) {
            this.text = text;
            this.module = module;
        }

        /**
         * The module that guests import the functions of this version from.
         *
         * @return for example {@code wasi_snapshot_preview1}
         */
        public String module() {
            return module;
        }

        /**
         * A version by the text that Node's option {@code version} takes.
         *
         * @param text {@code preview1} or {@code unstable}
         * @return the version
         * @throws IllegalArgumentException if it is no other version's either
         */
        public static Version of(String text) {
            for (var version : values()) {
                if (version.text.equals(Objects.requireNonNull(text, "version"))) {
                    return version;
                }
            }
            throw new IllegalArgumentException(
                    "unsupported WASI version: '" + text + "'; supported are 'preview1' and 'unstable'");
        }

        /** The text that Node's option {@code version} takes. */
        @Override
        public String toString() {
            return text;
        }
    }

    /** What a guest may do in a preopened directory. */
    public enum Access {
        /** Read files and directories. Whatever would change something is refused. */
        READ_ONLY,
        /** Read and write, make and remove. */
        READ_WRITE
    }

    private final WasiBuilder options;
    private final List<HostStream> streams = new ArrayList<>();

    /** What is to be closed with the native half, beside the streams. */
    private final List<Runnable> services = new ArrayList<>();

    private final Map<Version, Map<String, ImportValue>> functions = new EnumMap<>(Version.class);

    /** The native WASI until a store takes it over. */
    private final AtomicReference<@Nullable MemorySegment> unbound = new AtomicReference<>();

    private volatile @Nullable Store store;
    private boolean started;

    /** The functions that Java called. */
    private final Map<WasiFunction, Function> called = new HashMap<>();

    WASI(WasiBuilder options) {
        this.options = options;
        var wasi = Wasmtime.jwasi_wasi_new();
        unbound.set(wasi);
        try {
            new WasiSetup(this, wasi).apply(options);
        } catch (Throwable e) {
            close();
            throw e;
        }
    }

    /**
     * Begins a WASI.
     *
     * @return a builder, whose {@link WasiBuilder#version} has to be set
     */
    public static WasiBuilder builder() {
        return new WasiBuilder();
    }

    /**
     * What a module of this version of WASI imports.
     *
     * @return a new map with one key, {@link Version#module()}, and {@link #wasiImport()} as its value; more modules may
     *     be added
     */
    public Map<String, Map<String, ImportValue>> getImportObject() {
        var imports = new LinkedHashMap<String, Map<String, ImportValue>>();
        imports.put(options.version().module(), wasiImport());
        return imports;
    }

    /**
     * The functions of this version of WASI by name. Java can call each, as a {@link WasiFunction}, once the WASI was
     * started.
     *
     * @return always the same map; a function that is replaced before the instantiation, here or in a copy of the map, is
     *     what the guest calls
     */
    public Map<String, ImportValue> wasiImport() {
        return wasiImport(options.version());
    }

    /**
     * The functions of any version of WASI, for a module that imports several.
     *
     * @param version the version
     * @return always the same map for a version; all versions use the same files and streams
     */
    public Map<String, ImportValue> wasiImport(Version version) {
        return functions.computeIfAbsent(version, wanted -> WasiFunction.all(this, wanted));
    }

    /**
     * Runs a command: calls its {@code _start}.
     *
     * @param instance an instance that exports a memory named {@code memory} and a function {@code _start}, and no
     *     {@code _initialize}
     * @return 0 when {@code _start} returns, or else the code given to {@code proc_exit}, all 32 bits of it
     * @throws NullPointerException if {@code instance} is null
     * @throws IllegalStateException if this WASI was started before
     * @throws IllegalArgumentException if the instance exports something else than that, or belongs to another WASI
     * @throws TrapException if the guest traps
     * @see <a href="https://nodejs.org/api/wasi.html#wasistartinstance">Node: wasi.start</a>
     */
    public int start(Instance instance) {
        finalizeBindings(instance);
        var start = lifecycleFunction(instance, "_start");
        if (start == null) {
            throw new IllegalArgumentException("instance.exports._start must be a function");
        }
        if (instance.exports().containsKey("_initialize")) {
            throw new IllegalArgumentException(
                    "instance.exports._initialize must be absent: a command has _start, a reactor _initialize");
        }
        try {
            call(start, "_start");
            return 0;
        } catch (ExitException exit) {
            return exit.code();
        }
    }

    /**
     * Initialises a reactor: calls its {@code _initialize}, if it has one. Its functions can be called then.
     *
     * @param instance an instance that exports a memory named {@code memory}, and no {@code _start}
     * @throws NullPointerException if {@code instance} is null
     * @throws IllegalStateException if this WASI was started before
     * @throws IllegalArgumentException if the instance exports something else than that, or belongs to another WASI
     * @throws TrapException if the guest traps
     * @throws ExitException if the guest calls {@code proc_exit}
     * @see <a href="https://nodejs.org/api/wasi.html#wasiinitializeinstance">Node: wasi.initialize</a>
     */
    public void initialize(Instance instance) {
        finalizeBindings(instance);
        var initialize = lifecycleFunction(instance, "_initialize");
        if (instance.exports().containsKey("_start")) {
            throw new IllegalArgumentException(
                    "instance.exports._start must be absent: a command has _start, a reactor _initialize");
        }
        if (initialize != null) {
            call(initialize, "_initialize");
        }
    }

    /**
     * Sets an instance up without calling anything, for a module that is neither a command nor a reactor.
     *
     * @param instance an instance that exports a memory named {@code memory}
     * @throws NullPointerException if {@code instance} is null
     * @throws IllegalStateException if this WASI was started before
     * @throws IllegalArgumentException if the instance exports no memory, or belongs to another WASI; code of Node lets
     *     the first pass, its documentation does not
     * @see <a href="https://nodejs.org/api/wasi.html#wasifinalizebindingsinstance-options">Node:
     *     wasi.finalizeBindings</a>
     */
    public void finalizeBindings(Instance instance) {
        Objects.requireNonNull(instance, "instance");
        checkNotStarted();
        if (!(instance.exports().get("memory") instanceof Memory memory)) {
            throw new IllegalArgumentException("instance.exports.memory must be a Memory");
        }
        bind(instance, memory, false);
    }

    /**
     * As {@link #finalizeBindings(Instance)}, with a memory instead of the one that the instance exports, which then need
     * not export any.
     *
     * @param instance an instance
     * @param memory a memory in the instance's store, or a shared one of its engine, for example one that it imports; from
     *     now on it is that of every guest in the store that calls WASI
     * @throws NullPointerException if a parameter is null
     * @throws IllegalStateException if this WASI was started before
     * @throws IllegalArgumentException if the memory is of another store or engine, or the instance belongs to another WASI
     * @see <a href="https://nodejs.org/api/wasi.html#wasifinalizebindingsinstance-options">Node:
     *     wasi.finalizeBindings</a>
     */
    public void finalizeBindings(Instance instance, Memory memory) {
        Objects.requireNonNull(instance, "instance");
        Objects.requireNonNull(memory, "memory");
        checkNotStarted();
        // A closed instance says so.
        instance.exports();
        checkMemory(instance, memory);
        bind(instance, memory, true);
    }

    @SuppressWarnings("ReferenceEquality") // a store or an engine is equal to itself only
    private static void checkMemory(Instance instance, Memory memory) {
        var store = instance.store();
        if (memory.linear() instanceof SharedLinearMemory) {
            if (memory.engine() != store.engine()) {
                throw new IllegalArgumentException(
                        "options.memory must be of the same engine as the instance, and " + memory + " is of another");
            }
        } else if (memory.handle().store() != store) {
            throw new IllegalArgumentException(
                    "options.memory must be in the same store as the instance, and " + memory + " is in another");
        }
    }

    /** A {@code wasmtime_extern_t}. */
    private static MemorySegment handle(Arena arena, Memory memory) {
        return memory.linear() instanceof SharedLinearMemory shared
                ? shared.handle(arena)
                : memory.handle().handle();
    }

    private void checkNotStarted() {
        if (started) {
            throw new IllegalStateException("WASI instance has already started");
        }
        if (store == null && unbound.get() == null) {
            throw closed();
        }
    }

    private void bind(Instance instance, Memory memory, boolean forGuests) {
        var serving = instance.store();
        checkServes(serving);
        serving.enter();
        try (var arena = Arena.ofConfined()) {
            // An instance that imports nothing of WASI has not bound it.
            serving.bind(this);
            var handle = handle(arena, memory);
            NativeFailure.checkArgument(
                    memory.toString(),
                    forGuests
                            ? Wasmtime.jwasi_context_set_wasi_memory(serving.context(), handle)
                            : Wasmtime.jwasi_context_set_wasi_host_memory(serving.context(), handle));
        } finally {
            serving.exit();
        }
        started = true;
    }

    @SuppressWarnings("ReferenceEquality") // a store is equal to itself only
    private void checkServes(Store other) {
        if (store == null && other.hasWasi()) {
            throw new IllegalArgumentException("the instance was made with the imports of another WASI");
        }
        if (store != null && store != other) {
            throw new IllegalArgumentException("the instance is in another store than the one that the WASI serves");
        }
    }

    private static @Nullable Function lifecycleFunction(Instance instance, String name) {
        var export = instance.exports().get(name);
        if (export == null) {
            return null;
        }
        if (!(export instanceof Function function)) {
            throw new IllegalArgumentException("instance.exports." + name + " must be a function, and is a "
                    + export.type().kind());
        }
        return function;
    }

    private void call(Function function, String name) {
        options.flushInherited();
        WasiExitEvent event = null;
        if (Events.areOn()) {
            WasiStartEvent.record(name, options.args());
            event = WasiExitEvent.begun();
        }
        Throwable thrown = null;
        try {
            function.call();
        } catch (Throwable e) {
            thrown = e;
        }
        for (var stream : streams) {
            thrown = flush(stream, thrown);
        }
        if (event != null) {
            event.finish(name, options.args(), thrown);
        }
        if (thrown instanceof ExitException exit && !options.returnOnExit()) {
            System.exit(ExitStatus.of(exit.code()));
        }
        if (thrown != null) {
            throw HostException.<RuntimeException>unchecked(thrown);
        }
    }

    /** Calls a function for Java. */
    int call(WasiFunction function, @Nullable Object[] arguments) {
        Objects.requireNonNull(arguments, "arguments");
        var serving = store;
        if (!started || serving == null) {
            throw new IllegalStateException("wasi.start() has not been called");
        }
        options.flushInherited();
        var errno = called.computeIfAbsent(function, wanted -> link(serving, wanted))
                .call(arguments);
        return (int) Objects.requireNonNull(errno);
    }

    private static Function link(Store serving, WasiFunction function) {
        serving.enter();
        try (var arena = Arena.ofConfined()) {
            var handle = serving.engine().wasiLinker().function(arena, serving, function);
            return serving.externs().function(wasmtime_extern_t.of(handle), function.toString());
        } finally {
            serving.exit();
        }
    }

    /** What is to be thrown: what was thrown before, unless that only is the guest's exit, or what the flush throws. */
    private static @Nullable Throwable flush(HostStream stream, @Nullable Throwable before) {
        try {
            stream.flush();
            return before;
        } catch (Throwable e) {
            if (before == null || before instanceof ExitException) {
                return e;
            }
            if (!e.equals(before)) {
                before.addSuppressed(e);
            }
            return before;
        }
    }

    /**
     * Frees what no store took over. After an instantiation it frees nothing, as the store has the files and streams; but
     * if a guest of the store is running in another thread, it is stopped as by {@link Store#close()}.
     */
    @Override
    public void close() {
        var wasi = unbound.getAndSet(null);
        var served = store;
        if (wasi != null) {
            Wasmtime.jwasi_wasi_delete(wasi);
            closeServices();
        } else if (served != null) {
            served.stopOther();
        }
    }

    /** Gives this WASI to a store for good. */
    void bindTo(Store store) {
        var wasi = unbound.getAndSet(null);
        if (wasi == null) {
            throw this.store == null
                    ? closed()
                    : new IllegalStateException(
                            "the WASI serves another store already: its functions cannot be imported"
                                    + " by an instance of this one, so build a WASI for each store");
        }
        this.store = store;
        store.atClose(this::closeServices);
        // Takes ownership.
        var error = Wasmtime.jwasi_context_set_wasi(store.context(), wasi);
        if (NativeFailure.is(error)) {
            throw new IllegalStateException(NativeFailure.message(error));
        }
    }

    private static IllegalStateException closed() {
        return new IllegalStateException("the WASI is closed");
    }

    private void closeServices() {
        streams.forEach(HostStream::close);
        services.forEach(Runnable::run);
    }

    void add(HostStream stream) {
        streams.add(stream);
    }

    /** Runs when the native half is freed. */
    void atClose(Runnable close) {
        services.add(close);
    }

    /** The store of the guest, which is running. */
    Store store() {
        return Objects.requireNonNull(store);
    }
}
