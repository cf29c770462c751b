package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Where a store's calls put their arguments and find their results, so that a call allocates nothing.
 *
 * <p>Calls nest, through host functions, so each takes its slots behind those of the calls that are under way.
 */
final class CallStack {
    /** Bytes of a {@code wasmtime_val_raw_t}. */
    static final long SLOT = 16;

    private static final long SLOTS = 96;

    static {
        // Not at the first call, which may be where the stack ends: see FailureLinkage.
        Wasmtime.jwasi_func_call$handle();
    }

    private final MemorySegment slots;
    private final MemorySegment trap;
    private long used;

    CallStack(StoreMemory memory) {
        slots = memory.allocate(SLOTS * SLOT, SLOT);
        trap = memory.allocate(ValueLayout.ADDRESS);
    }

    /** What fills the slots of the arguments, and reads those of the results. */
    interface Exchange<T> {
        void arguments(MemorySegment slots);

        T results(MemorySegment slots);
    }

    /** Calls a {@code wasmtime_func_t}. */
    <T> T call(Store store, MemorySegment function, int count, Exchange<T> exchange) {
        long needed = Math.max(count, 1) * SLOT;
        if (used + needed > slots.byteSize()) {
            try (var arena = Arena.ofConfined()) {
                return call(store, function, arena.allocate(needed, SLOT), count, exchange);
            }
        }
        var own = slots.asSlice(used, needed);
        used += needed;
        try {
            return call(store, function, own, count, exchange);
        } finally {
            used -= needed;
        }
    }

    private <T> T call(Store store, MemorySegment function, MemorySegment own, int count, Exchange<T> exchange) {
        exchange.arguments(own);
        store.forgetParked();
        var error = Wasmtime.jwasi_func_call(store.context(), function, own, count, trap);
        store.check(error, trap.get(ValueLayout.ADDRESS, 0));
        return exchange.results(own);
    }
}
