package io.github.jwasi;

import io.github.jwasi.bindings.wasmtime_extern_t;
import io.github.jwasi.bindings.wasmtime_extern_union_t;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * A thing in a store, by the engine's handle for it.
 *
 * @param store where it lives
 * @param handle a {@code wasmtime_extern_t} in the store's memory
 * @param name how messages call it
 */
record Extern(Store store, MemorySegment handle, String name) {
    static final int FUNCTION = 0;
    static final int GLOBAL = 1;
    static final int TABLE = 2;
    static final int MEMORY = 3;

    /** Room for a handle, to be filled by the engine. */
    static MemorySegment allocate(SegmentAllocator allocator) {
        return wasmtime_extern_t.allocate(allocator);
    }

    static int kind(MemorySegment handle) {
        return wasmtime_extern_t.kind(handle);
    }

    /** The part of the handle that the engine's functions for the kind take. */
    MemorySegment of() {
        return wasmtime_extern_t.of(handle);
    }

    /** A handle around a function that the host made. */
    static MemorySegment ofFunction(SegmentAllocator allocator, MemorySegment function) {
        var handle = allocate(allocator);
        wasmtime_extern_t.kind(handle, (byte) FUNCTION);
        wasmtime_extern_union_t.func(wasmtime_extern_t.of(handle), function);
        return handle;
    }
}
