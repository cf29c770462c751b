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
    /** Bytes of a {@code wasmtime_val_raw_t} and of a {@code jwasi_slot_t}. */
    static final long SLOT = 16;

    private static final long SLOTS = 96;

    static {
        // Not at the first call, which may be where the stack ends: see FailureReader.
        Wasmtime.jwasi_func_call$handle();
        Wasmtime.jwasi_func_call_with_references$handle();
        Wasmtime.jwasi_error_wrong_argument$handle();
    }

    private final MemorySegment trap;
    private MemorySegment slots;
    private long used;

    CallStack(StoreMemory memory) {
        slots = memory.allocate(SLOTS * SLOT, SLOT);
        trap = memory.allocate(ValueLayout.ADDRESS);
    }

    /** The slots that the next frame is in, at {@link #push}'s result. */
    MemorySegment slots() {
        return slots;
    }

    /** Takes room for so many slots in {@link #slots}, and says where they begin. */
    long push(int count) {
        long needed = Math.max(count, 1) * SLOT;
        if (used + needed > slots.byteSize()) {
            // The frames before keep the old slots, which `pop` gives back.
            slots = Arena.ofAuto().allocate(Math.max(needed, 2 * slots.byteSize()), SLOT);
            used = 0;
        }
        long offset = used;
        used += needed;
        return offset;
    }

    /** Gives a frame back, which may have been the first in its slots. */
    void pop(MemorySegment before, long usedBefore) {
        slots = before;
        used = usedBefore;
    }

    long used() {
        return used;
    }

    /** Calls a function of numbers and vectors with what is in its slots. */
    void call(Store store, MemorySegment function, MemorySegment frame, int count) {
        store.forgetParked();
        var error = Wasmtime.jwasi_func_call(store.context(), function, frame, count, trap);
        store.check(error, trap.get(ValueLayout.ADDRESS, 0));
    }

    /** Calls any function with what is in its slots. */
    void callWithReferences(Store store, Function callee, MemorySegment frame, int count) {
        var function = callee.handle().of();
        store.forgetParked();
        var error = Wasmtime.jwasi_func_call_with_references(store.context(), function, frame, count, trap);
        checkArguments(error, callee);
        store.check(error, trap.get(ValueLayout.ADDRESS, 0));
    }

    /** Only the engine knows whether a reference is to a value of a narrower type than Java tells apart. */
    private static void checkArguments(MemorySegment error, Function callee) {
        int index = NativeFailure.is(error) ? Wasmtime.jwasi_error_wrong_argument(error) : -1;
        if (index >= 0) {
            Wasmtime.wasmtime_error_delete(error);
            throw new IllegalArgumentException(callee.argument(index) + " is "
                    + callee.type().parameters().get(index) + ", and given was a reference to something else");
        }
    }
}
