package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a memory in a store. They may move and grow whenever a guest runs.
 *
 * @param extern the memory
 */
record StoreLinearMemory(Extern extern) implements LinearMemory {
    @Override
    public MemorySegment open(long wanted) {
        var store = extern.store();
        store.enterMemory();
        // Sound: the engine says where the memory is and how large, and it can neither move nor be freed before
        // `close`, as only this thread may use the store.
        return Wasmtime.wasmtime_memory_data(store.context(), extern.of())
                .reinterpret(Wasmtime.wasmtime_memory_data_size(store.context(), extern.of()));
    }

    @Override
    public void close() {
        extern.store().exit();
    }

    @Override
    public MemorySegment beginView(Arena arena, MemorySegment bytes) {
        extern.store().viewing(1);
        // Sound: until `endView` the store lets no guest run and no memory grow, and it cannot be closed; and the view
        // ends with the arena before that.
        return bytes.reinterpret(arena, null);
    }

    @Override
    public void endView() {
        extern.store().viewing(-1);
    }

    @Override
    public @Nullable String grow(long pages, MemoryType type, MemorySegment before) {
        var store = extern.store();
        store.enter();
        try {
            var error = Wasmtime.wasmtime_memory_grow(store.context(), extern.of(), pages, before);
            return NativeFailure.is(error) ? NativeFailure.message(error) + hitBy(pages * type.pageSize()) : null;
        } finally {
            store.exit();
        }
    }

    /** The limit of the store that forbids to grow, if it was one. */
    private String hitBy(long bytes) {
        return LimitHit.last(extern.store().context())
                .filter(hit -> hit.isOf(bytes))
                .map(hit -> "; " + hit)
                .orElse("");
    }

    @Override
    public String name() {
        return extern.name();
    }
}
