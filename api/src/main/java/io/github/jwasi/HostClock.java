package io.github.jwasi;

import io.github.jwasi.bindings.jwasi_clock_t;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock of the host behind that of a guest: what the engine calls when the guest looks at it. */
final class HostClock {
    /** One stub for all clocks, which finds the clock by the number that the engine passes. */
    static final MemorySegment STUB =
            UpcallStub.of(jwasi_clock_t.Function.class, HostClock::tell, jwasi_clock_t.descriptor());

    private static final Slots<HostClock> SLOTS = new Slots<>();
    private static final long BILLION = 1_000_000_000;

    private final WASI wasi;
    private final InstantSource clock;
    private final int slot;

    HostClock(WASI wasi, InstantSource clock) {
        this.wasi = wasi;
        this.clock = clock;
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
    private static boolean tell(MemorySegment env, long slept, MemorySegment times) {
        var clock = SLOTS.get(env.address());
        return HostService.run(clock.wasi.store(), () -> clock.write(slept, times)) != HostService.FAILED;
    }

    private long write(long slept, MemorySegment times) {
        // Sound: the engine passes room for two numbers.
        var numbers = times.reinterpret(2 * ValueLayout.JAVA_LONG.byteSize());
        if (clock instanceof VirtualClock virtual) {
            numbers.set(ValueLayout.JAVA_LONG, 0, sinceEpoch(virtual.pass(duration(slept))));
            var elapsed = virtual.elapsed();
            numbers.set(ValueLayout.JAVA_LONG, Long.BYTES, nanos(elapsed.getSeconds(), elapsed.getNano(), elapsed));
        } else {
            numbers.set(ValueLayout.JAVA_LONG, 0, sinceEpoch(clock.instant()));
        }
        return 0;
    }

    /** Of nanoseconds without a sign. */
    private static Duration duration(long nanos) {
        return Duration.ofSeconds(Long.divideUnsigned(nanos, BILLION), Long.remainderUnsigned(nanos, BILLION));
    }

    private static long sinceEpoch(Instant time) {
        return nanos(time.getEpochSecond(), time.getNano(), time);
    }

    /** Nanoseconds, of which WASI has 64 bits without a sign. */
    private static long nanos(long seconds, int nanos, Object shown) {
        var all = BigInteger.valueOf(seconds)
                .multiply(BigInteger.valueOf(BILLION))
                .add(BigInteger.valueOf(nanos));
        if (all.signum() < 0 || all.bitLength() > Long.SIZE) {
            throw new IllegalStateException(
                    "the guest's clock shows " + shown + ", and WASI knows the times from 1970 to 2554");
        }
        return all.longValue();
    }
}
