package io.github.jwasi;

import java.lang.foreign.MemorySegment;

/** Native memory by address, for the calls between host and guest, where a segment for each frame is felt. */
final class NativeMemory {
    /**
     * All of it. Sound where the address comes from {@link CallStack#push}, or from the engine for as many slots as it
     * says, and the code stays within the slots that it took: nothing checks it.
     */
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private NativeMemory() {}
}
