package io.github.jwasi;

import io.github.jwasi.bindings.wasmtime_extern_t;
import io.github.jwasi.bindings.wasmtime_extern_union_t;
import io.github.jwasi.bindings.wasmtime_func_t;
import io.github.jwasi.bindings.wasmtime_global_t;
import io.github.jwasi.bindings.wasmtime_memory_t;
import io.github.jwasi.bindings.wasmtime_table_t;
import io.github.jwasi.bindings.wasmtime_tag_t;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import org.jspecify.annotations.Nullable;

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
    static final int SHARED_MEMORY = 4;
    static final int TAG = 5;

    /** What tells a thing from the others of its store. */
    record Key(int kind, long first, long second, long third) {
        // By hand: what Java makes is linked at the first use, which a process waits for.

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Key key
                    && kind == key.kind
                    && first == key.first
                    && second == key.second
                    && third == key.third;
        }

        @Override
        public int hashCode() {
            return ((kind * 31 + Long.hashCode(first)) * 31 + Long.hashCode(second)) * 31 + Long.hashCode(third);
        }
    }

    /** Room for a handle, to be filled by the engine. */
    static MemorySegment allocate(SegmentAllocator allocator) {
        return wasmtime_extern_t.allocate(allocator);
    }

    /** Room for a handle of a kind, to be filled at {@link #of}. */
    static MemorySegment allocate(SegmentAllocator allocator, int kind) {
        var handle = allocate(allocator);
        wasmtime_extern_t.kind(handle, (byte) kind);
        return handle;
    }

    static int kind(MemorySegment handle) {
        return wasmtime_extern_t.kind(handle);
    }

    /** The part of the handle that the engine's functions for the kind take. */
    MemorySegment of() {
        return wasmtime_extern_t.of(handle);
    }

    /** A handle around a {@code wasmtime_func_t}. */
    static MemorySegment ofFunction(SegmentAllocator allocator, MemorySegment function) {
        var handle = allocate(allocator, FUNCTION);
        wasmtime_extern_union_t.func(wasmtime_extern_t.of(handle), function);
        return handle;
    }

    /** A handle around a {@code wasmtime_tag_t}. */
    static MemorySegment ofTag(SegmentAllocator allocator, MemorySegment tag) {
        var handle = allocate(allocator, TAG);
        wasmtime_extern_union_t.tag(wasmtime_extern_t.of(handle), tag);
        return handle;
    }

    Key key() {
        var of = of();
        return switch (kind(handle)) {
            case FUNCTION -> functionKey(of);
            case GLOBAL ->
                new Key(
                        GLOBAL,
                        wasmtime_global_t.__private1(of),
                        wasmtime_global_t.__private2(of),
                        wasmtime_global_t.__private3(of));
            case TABLE -> new Key(TABLE, wasmtime_table_t.__private1(of), wasmtime_table_t.__private2(of), 0);
            case MEMORY -> new Key(MEMORY, wasmtime_memory_t.__private1(of), wasmtime_memory_t.__private2(of), 0);
            case TAG -> new Key(TAG, wasmtime_tag_t.__private1(of), wasmtime_tag_t.__private2(of), 0);
            default -> throw new AssertionError("kind " + kind(handle));
        };
    }

    static Key functionKey(MemorySegment function) {
        return new Key(FUNCTION, wasmtime_func_t.__private(function).address(), 0, 0);
    }
}
