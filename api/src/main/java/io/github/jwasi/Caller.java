package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_t;
import io.github.jwasi.bindings.wasmtime_extern_union_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The guest that called a host function, for as long as the call lasts.
 *
 * @see HostFunction.Body
 */
public final class Caller {
    private final Store store;
    private @Nullable MemorySegment pointer;

    Caller(Store store, MemorySegment pointer) {
        this.store = store;
        this.pointer = pointer;
    }

    /**
     * The guest's memory.
     *
     * @return the memory that the guest exports as {@code memory}
     * @throws IllegalStateException if the guest exports none, or the call has ended
     */
    public Memory memory() {
        var current = pointer;
        if (current == null) {
            throw new IllegalStateException("the call of the host function has ended, and its Caller with it");
        }
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var handle = Extern.allocate(arena);
            var name = NativeText.utf8(arena, "memory");
            if (!Wasmtime.wasmtime_caller_export_get(current, name, name.byteSize(), handle)
                    || (Extern.kind(handle) != Extern.MEMORY && Extern.kind(handle) != Extern.SHARED_MEMORY)) {
                throw new IllegalStateException("the guest that calls exports no memory named \"memory\"");
            }
            return memory(handle);
        } finally {
            store.exit();
        }
    }

    private Memory memory(MemorySegment handle) {
        if (Extern.kind(handle) == Extern.SHARED_MEMORY) {
            var pointer = wasmtime_extern_union_t.sharedmemory(wasmtime_extern_t.of(handle));
            var type = type(Wasmtime.wasmtime_sharedmemory_type(pointer));
            return (Memory) store.externs().export(new Extern(store, handle, "memory"), type);
        }
        var known = store.externs().known(new Extern(store, handle, "memory"));
        if (known != null) {
            return (Memory) known;
        }
        var kept = Extern.allocate(store.memory()).copyFrom(handle);
        return (Memory) store.externs().export(new Extern(store, kept, "memory"), typeOf(kept));
    }

    private MemoryType typeOf(MemorySegment handle) {
        return type(Wasmtime.wasmtime_memory_type(store.context(), wasmtime_extern_t.of(handle)));
    }

    /** Reads and frees a {@code wasm_memorytype_t}. */
    private static MemoryType type(MemorySegment type) {
        try (var arena = Arena.ofConfined()) {
            var maximum = arena.allocate(ValueLayout.JAVA_LONG);
            boolean limited = Wasmtime.wasmtime_memorytype_maximum(type, maximum);
            return new MemoryType(
                    Wasmtime.wasmtime_memorytype_minimum(type),
                    limited ? OptionalLong.of(maximum.get(ValueLayout.JAVA_LONG, 0)) : OptionalLong.empty(),
                    Wasmtime.wasmtime_memorytype_is64(type),
                    Wasmtime.wasmtime_memorytype_isshared(type),
                    Wasmtime.wasmtime_memorytype_page_size(type));
        } finally {
            Wasmtime.wasm_memorytype_delete(type);
        }
    }

    void end() {
        pointer = null;
    }
}
