package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Wakes a guest that is to stop where it waits in a shared memory.
 *
 * <p>The engine can wake only those who wait at a certain address and does not say where that is, so all addresses get
 * their turn. Others that wait are woken too, for no reason, as the programs that wait expect of an operating system.
 */
final class WaitBreaker {
    /** How much is looked at in a turn, which takes some milliseconds: the thread has other stores to look at. */
    private static final long TURN = 1 << 20;

    private final List<Place> places = new CopyOnWriteArrayList<>();

    /** A memory, and how far the turns have come in it. */
    private static final class Place {
        private final MemorySegment reference;
        private final long base;
        private long next;

        Place(MemorySegment reference, long base) {
            this.reference = reference;
            this.base = base;
        }

        void turn() {
            next = Wasmtime.jwasi_sharedmemory_wake(reference, next, TURN);
        }
    }

    /** Has guests that wait in a memory woken too. For the thread inside the store. */
    void add(SharedLinearMemory memory) {
        if (places.stream().noneMatch(place -> place.base == memory.address())) {
            places.add(new Place(memory.reference(Arena.ofAuto()), memory.address()));
        }
    }

    /** The next turn, until the guest has stopped. For the {@link Watchdog} alone. */
    void turn() {
        places.forEach(Place::turn);
    }
}
