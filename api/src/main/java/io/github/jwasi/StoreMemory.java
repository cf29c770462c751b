package io.github.jwasi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Native memory for the small structs of one store, in blocks that stores hand on to each other.
 *
 * <p>An arena for each store would cost more than the instantiation: closing a shared one stops all threads, and a
 * confined one would tie the store to the thread that made it.
 */
final class StoreMemory implements SegmentAllocator {
    private static final long BLOCK = 4096;
    private static final Arena ARENA = Unloading.arena();
    private static final ConcurrentLinkedQueue<MemorySegment> FREE = new ConcurrentLinkedQueue<>();

    private final List<MemorySegment> blocks = new ArrayList<>(1);
    private SegmentAllocator current = block();

    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
        try {
            return current.allocate(byteSize, byteAlignment);
        } catch (IndexOutOfBoundsException full) {
            current = block();
            return current.allocate(byteSize, byteAlignment);
        }
    }

    /** Hands the blocks on. Nothing that was allocated may be used afterwards. */
    void release() {
        FREE.addAll(blocks);
        blocks.clear();
    }

    private SegmentAllocator block() {
        var free = FREE.poll();
        var block = free != null ? free : ARENA.allocate(BLOCK, 16);
        blocks.add(block);
        return SegmentAllocator.slicingAllocator(block);
    }
}
