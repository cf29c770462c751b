package io.github.jwasi;

import io.github.jwasi.bindings.jwasi_random_t;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.random.RandomGenerator;

/** A source of random numbers of the host behind that of a guest: what the engine calls when the guest wants some. */
final class HostRandom {
    /** One stub for all sources, which finds the source by the number that the engine passes. */
    static final MemorySegment STUB =
            UpcallStub.of(jwasi_random_t.Function.class, HostRandom::fill, jwasi_random_t.descriptor());

    private static final Slots<HostRandom> SLOTS = new Slots<>();

    private final WASI wasi;
    private final RandomGenerator generator;
    private final int slot;

    HostRandom(WASI wasi, RandomGenerator generator) {
        this.wasi = wasi;
        this.generator = generator;
        slot = SLOTS.add(this);
    }

    /** What the engine gives back when it calls. */
    MemorySegment env() {
        return MemorySegment.ofAddress(slot);
    }

    void close() {
        SLOTS.remove(slot);
    }

    /** Nothing may leave this method but its result: an exception that does ends the JVM. */
    private static boolean fill(MemorySegment env, MemorySegment buffer, long length) {
        var source = SLOTS.get(env.address());
        return HostService.run(source.wasi.store(), () -> source.write(buffer, length)) != HostService.FAILED;
    }

    private long write(MemorySegment buffer, long length) {
        // The engine asks for at most 64 KiB.
        var bytes = new byte[Math.toIntExact(length)];
        generator.nextBytes(bytes);
        // Sound: the engine passes room for `length` bytes.
        MemorySegment.copy(bytes, 0, buffer.reinterpret(length), ValueLayout.JAVA_BYTE, 0, bytes.length);
        return 0;
    }
}
