package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_t;
import io.github.jwasi.bindings.wasmtime_extern_union_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a memory that belongs to no store. They never move and never become fewer.
 *
 * <p>The engine counts who refers to the memory; Java's reference ends with the arena.
 */
final class SharedLinearMemory implements LinearMemory {
    private final Arena arena;
    private final MemorySegment pointer;
    private final String name;

    /** As many bytes as there were when more than before were last wanted. */
    private volatile MemorySegment bytes;

    /**
     * Takes a reference.
     *
     * @param owned a {@code wasmtime_sharedmemory_t}
     */
    SharedLinearMemory(Arena arena, MemorySegment owned, String name) {
        this.arena = arena;
        this.name = name;
        // Sound: the reference is nobody else's, so the arena may free it.
        pointer = owned.reinterpret(arena, Wasmtime::wasmtime_sharedmemory_delete);
        bytes = now();
    }

    private MemorySegment now() {
        // Sound: the engine says where the memory is and how large. That many bytes stay there as long as somebody
        // refers
        // to the memory, which the arena does until nobody can use the segment any more.
        return Wasmtime.wasmtime_sharedmemory_data(pointer)
                .reinterpret(Wasmtime.wasmtime_sharedmemory_data_size(pointer), arena, null);
    }

    @Override
    public MemorySegment open(long wanted) {
        var known = bytes;
        if (known.byteSize() < wanted) {
            bytes = known = now();
        }
        return known;
    }

    @Override
    public void close() {
        // Nothing was begun.
    }

    @Override
    public MemorySegment beginView(Arena view, MemorySegment part) {
        return part;
    }

    @Override
    public void endView() {
        // Views are valid as long as the memory.
    }

    @Override
    public @Nullable String grow(long pages, MemoryType type, MemorySegment before) {
        var error = Wasmtime.jwasi_sharedmemory_grow(pointer, pages, before);
        return NativeFailure.is(error) ? NativeFailure.message(error) : null;
    }

    @Override
    public String name() {
        return name;
    }

    MemorySegment pointer() {
        return pointer;
    }

    /** A {@code wasmtime_extern_t} with a reference of its own, as ours may end at any time. */
    MemorySegment handle(Arena handles) {
        var handle = Extern.allocate(handles, Extern.SHARED_MEMORY);
        wasmtime_extern_union_t.sharedmemory(wasmtime_extern_t.of(handle), reference(handles));
        return handle;
    }

    /** Another {@code wasmtime_sharedmemory_t} for the memory, which ends with its arena. */
    MemorySegment reference(Arena references) {
        // Sound: the reference is new, so the arena may free it.
        return Wasmtime.wasmtime_sharedmemory_clone(pointer)
                .reinterpret(references, Wasmtime::wasmtime_sharedmemory_delete);
    }

    /** The same memory is at the same address. */
    long address() {
        return bytes.address();
    }
}
