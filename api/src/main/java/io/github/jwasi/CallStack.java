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
    }

    private final MemorySegment trap;
    private Block block;
    private long used;

    /** Slots one after the other, compared by identity. */
    static final class Block {
        private final MemorySegment slots;
        private final long address;

        private Block(MemorySegment slots) {
            this.slots = slots;
            address = slots.address();
        }
    }

    CallStack(StoreMemory memory) {
        block = new Block(memory.allocate(SLOTS * SLOT, SLOT));
        trap = memory.allocate(ValueLayout.ADDRESS);
    }

    /** Where the next frame is, unless there is no room for it: to be given to {@link #pop} with {@link #used}. */
    Block block() {
        return block;
    }

    long used() {
        return used;
    }

    /** Takes room for so many slots, one at least, and says where it begins. */
    long push(int count) {
        long needed = Math.max(count, 1) * SLOT;
        if (used + needed > block.slots.byteSize()) {
            // The frames before keep the old slots, which `pop` gives back.
            block = new Block(Arena.ofAuto().allocate(Math.max(needed, 2 * block.slots.byteSize()), SLOT));
            used = 0;
        }
        long frame = block.address + used;
        used += needed;
        return frame;
    }

    /** Gives a frame back, which may have been the first in its slots. */
    void pop(Block before, long usedBefore) {
        // Seldom, as to write a reference costs more than to look at it.
        if (block != before) {
            block = before;
        }
        used = usedBefore;
    }

    /** The frame that {@link #push} gave last. */
    MemorySegment frame(long address, int count) {
        return block.slots.asSlice(address - block.address, Math.max(count, 1) * SLOT);
    }

    /** Calls a function of numbers and vectors with what is in its slots. */
    void call(Store store, MemorySegment function, MemorySegment frame, int count) {
        store.forgetParked();
        var error = Wasmtime.jwasi_func_call(store.context(), function, frame, count, trap);
        store.check(error, trap.get(ValueLayout.ADDRESS, 0));
    }

    MemorySegment trap() {
        return trap;
    }
}
