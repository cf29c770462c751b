package io.github.jwasi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Where the bytes of a memory are. */
sealed interface LinearMemory permits StoreLinearMemory, SharedLinearMemory {
    /**
     * All bytes as they are now, for use until {@link #close}.
     *
     * @param wanted how many there should be; if there are more now, they may be missing
     */
    MemorySegment open(long wanted);

    /** Ends what {@link #open} began. */
    void close();

    /**
     * Begins what {@link #endView} ends: until then the bytes stay where they are.
     *
     * @param arena where the view lives
     */
    MemorySegment beginView(Arena arena, MemorySegment bytes);

    void endView();

    /**
     * Makes the memory larger.
     *
     * @param before a {@code uint64_t} for the pages that it had
     * @return what keeps it from that, or null
     */
    @Nullable
    String grow(long pages, MemoryType type, MemorySegment before);

    /** How messages call the memory. */
    String name();
}
