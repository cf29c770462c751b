package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_instance_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A module with everything that it imports, ready to be instantiated many times: the way to serve requests, each by an
 * instance of its own.
 *
 * <pre>{@code
 * try (var engine = Engine.create(EngineOptions.DEFAULT.withPooling(PoolingOptions.DEFAULT));
 *         var module = engine.compile(Path.of("handler.wasm"));
 *         var handler = module.link(Map.of("host", Map.of("log", log)))) {
 *     // For each request, on any thread:
 *     try (var wasi = WASI.builder().version("preview1").stdin(body).stdout(answer).build();
 *             var instance = handler.instantiate(wasi)) {
 *         wasi.start(instance);
 *     }
 * }
 * }</pre>
 *
 * <p>Imports are looked up and checked once, when the module is linked. Its instances share functions of the host and
 * shared memories only; what else they have, a {@link WASI} too, is their own.
 *
 * <p>Thread-safe. Its module may be closed before it, and it may be closed before its instances.
 *
 * @see Module#link(Map)
 */
public final class LinkedModule implements AutoCloseable {
    private final Engine engine;
    private final Map<String, ExternType> exports;
    private final HostCall.Linked[] functions;
    private final List<Memory> memories;
    private final boolean usesWasi;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment pointer;

    /**
     * A linked module.
     *
     * @param owned a {@code jwasi_linked_t}
     * @param functions the functions of the host among the imports, in their order
     * @param memories the shared memories among them
     */
    LinkedModule(
            Module module, MemorySegment owned, HostCall.Linked[] functions, List<Memory> memories, boolean usesWasi) {
        engine = module.engine();
        exports = module.exportTypes();
        this.functions = functions;
        this.memories = memories;
        this.usesWasi = usesWasi;
        // Sound: the pointer is new and nobody else's, so the arena may free it.
        pointer = owned.reinterpret(arena, Wasmtime::jwasi_linked_delete);
    }

    /**
     * Instantiates the module in a store of its own, without limits.
     *
     * @return the instance, which closes its store when it is closed
     * @throws IllegalArgumentException if the module imports functions of WASI
     * @throws IllegalStateException if this or its engine is closed
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate() {
        return instantiate(StoreOptions.DEFAULT);
    }

    /**
     * Instantiates the module in a store of its own, with limits.
     *
     * @param options the limits
     * @return the instance, which closes its store when it is closed
     * @throws IllegalArgumentException if the module imports functions of WASI, or the engine cannot have the limits
     * @throws IllegalStateException if this or its engine is closed
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate(StoreOptions options) {
        Objects.requireNonNull(options, "options");
        return inOwnStore(options, null);
    }

    /**
     * Instantiates the module in a store of its own, without limits.
     *
     * @param wasi what the functions of WASI use, new for each instance
     * @return the instance, which closes its store when it is closed
     * @throws IllegalStateException if this or its engine is closed, or the WASI is closed or serves another store
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate(WASI wasi) {
        return instantiate(StoreOptions.DEFAULT, wasi);
    }

    /**
     * Instantiates the module in a store of its own, with limits.
     *
     * @param options the limits
     * @param wasi what the functions of WASI use, new for each instance
     * @return the instance, which closes its store when it is closed
     * @throws IllegalArgumentException if the engine cannot have the limits
     * @throws IllegalStateException if this or its engine is closed, or the WASI is closed or serves another store
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate(StoreOptions options, WASI wasi) {
        Objects.requireNonNull(options, "options");
        Objects.requireNonNull(wasi, "wasi");
        return inOwnStore(options, wasi);
    }

    /**
     * Instantiates the module in a given store.
     *
     * @param store a store of the same engine
     * @return the instance, which leaves the store open when it is closed
     * @throws IllegalArgumentException if the store is of another engine, or the module imports functions of WASI and the
     *     store has none yet
     * @throws IllegalStateException if this or the store is closed
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate(Store store) {
        return instantiate(Objects.requireNonNull(store, "store"), false, null);
    }

    /**
     * Instantiates the module in a given store.
     *
     * @param store a store of the same engine
     * @param wasi what the functions of WASI use, new or that of the store
     * @return the instance, which leaves the store open when it is closed
     * @throws IllegalArgumentException if the store is of another engine or has another WASI
     * @throws IllegalStateException if this or the store is closed, or the WASI is closed or serves another store
     * @throws LinkException if there is no memory for the instance, or no room in the pool
     * @throws TrapException if its start function traps
     */
    public Instance instantiate(Store store, WASI wasi) {
        return instantiate(Objects.requireNonNull(store, "store"), false, Objects.requireNonNull(wasi, "wasi"));
    }

    private Instance inOwnStore(StoreOptions options, @Nullable WASI wasi) {
        var store = Store.create(engine, options);
        try {
            return instantiate(store, true, wasi);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    private Instance instantiate(Store store, boolean ownsStore, @Nullable WASI wasi) {
        if (store.engine() != engine) {
            throw new IllegalArgumentException("the module and the store belong to different engines");
        }
        store.enter();
        try {
            if (wasi != null) {
                store.bind(wasi);
            } else if (usesWasi && !store.hasWasi()) {
                throw new IllegalArgumentException(
                        "the module imports functions of WASI: give a WASI to its instantiation");
            }
            return new Instance(store, ownsStore, made(store), exports);
        } finally {
            store.exit();
        }
    }

    /** A {@code wasmtime_instance_t} in the store's memory. */
    private MemorySegment made(Store store) {
        var memory = store.memory();
        var instance = wasmtime_instance_t.allocate(memory);
        var trap = memory.allocate(ValueLayout.ADDRESS);
        for (var shared : memories) {
            store.externs().add(shared, (SharedLinearMemory) shared.linear());
        }
        var numbers = HostCall.Linked.add(functions, store);
        var event = Events.areOn() ? InstantiateEvent.begun() : null;
        boolean done = false;
        try {
            store.forgetParked();
            var error = Wasmtime.jwasi_linked_instantiate(open(), store.context(), numbers, instance, trap);
            store.checkInstantiation(error, trap.get(ValueLayout.ADDRESS, 0));
            done = true;
        } finally {
            if (event != null) {
                event.finish(true, done);
            }
        }
        return instance;
    }

    private MemorySegment open() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("the linked module is closed");
        }
        return pointer;
    }

    /**
     * Frees what was linked. Instances stay usable.
     *
     * @throws IllegalStateException if another thread is instantiating it; it stays open then
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
