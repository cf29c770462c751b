package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The one part of a store that every thread may use, also while the store is being closed. */
final class Interrupt {
    private @Nullable MemorySegment pointer;

    Interrupt(MemorySegment pointer) {
        this.pointer = pointer;
    }

    synchronized void raise() {
        if (pointer != null) {
            Wasmtime.jwasi_interrupt_raise(pointer);
        }
    }

    synchronized void close() {
        if (pointer != null) {
            Wasmtime.jwasi_interrupt_delete(pointer);
            pointer = null;
        }
    }
}
