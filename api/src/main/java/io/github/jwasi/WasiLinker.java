package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The linker of an engine that has the functions of WASI, made once as that takes longer than an instantiation. */
final class WasiLinker {
    private final Engine engine;
    private final Arena arena;
    private volatile @Nullable MemorySegment pointer;

    WasiLinker(Engine engine, Arena arena) {
        this.engine = engine;
        this.arena = arena;
    }

    /** The linker, never changed once it is made, so that threads may share it. */
    MemorySegment pointer() {
        engine.pointer();
        var made = pointer;
        return made != null ? made : make();
    }

    private static Consumer<MemorySegment> destructor() {
        return Unloading.POSSIBLE
                ? Unloading.destructor(Wasmtime.wasmtime_linker_delete$handle())
                : Wasmtime::wasmtime_linker_delete;
    }

    /** A {@code wasmtime_extern_t} for a function of WASI in a store. */
    MemorySegment function(SegmentAllocator allocator, Store store, WasiFunction function) {
        var handle = Extern.allocate(allocator);
        try (var arena = Arena.ofConfined()) {
            var module = NativeText.utf8(arena, function.version().module());
            var name = NativeText.utf8(arena, function.name());
            if (!Wasmtime.wasmtime_linker_get(
                    pointer(), store.context(), module, module.byteSize(), name, name.byteSize(), handle)) {
                throw new AssertionError("the engine has no " + function);
            }
        }
        return handle;
    }

    private MemorySegment define() {
        try (var confined = Arena.ofConfined()) {
            var out = confined.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_linker_new(engine.pointer(), out);
            if (NativeFailure.is(error)) {
                throw new AssertionError(NativeFailure.message(error));
            }
            // Sound: the pointer is new and nobody else's, so the engine's arena may free it.
            return out.get(ValueLayout.ADDRESS, 0).reinterpret(arena, destructor());
        }
    }

    private synchronized MemorySegment make() {
        var made = pointer;
        if (made == null) {
            pointer = made = define();
        }
        return made;
    }
}
