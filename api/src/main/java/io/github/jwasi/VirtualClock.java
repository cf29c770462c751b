package io.github.jwasi;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * A clock for guests that only goes when they use it, so that each run of a guest sees the same times: a sleep of the
 * guest takes no time and sets the clock forward by what it should have taken, and each look of the guest at it lets
 * {@link #TICK} pass, so that a guest which looks until a time has come gets there.
 *
 * <p>It is the realtime clock of the guest, which shows {@link #instant()}, and its monotonic clock, which shows
 * {@link #elapsed()}. Several guests may share one. Deadlines do not go by it. Thread-safe.
 *
 * @see WasiBuilder#clock(InstantSource)
 */
public final class VirtualClock implements InstantSource {
    /** What passes with each look of a guest. */
    public static final Duration TICK = Duration.ofNanos(1000);

    private final Instant start;
    private Duration elapsed = Duration.ZERO;

    /**
     * A clock that stands still.
     *
     * @param start what it shows
     */
    public VirtualClock(Instant start) {
        this.start = Objects.requireNonNull(start, "start");
    }

    /** The time that it shows. It does not pass with this look. */
    @Override
    public synchronized Instant instant() {
        return start.plus(elapsed);
    }

    /**
     * What has passed.
     *
     * @return the time since the start
     */
    public synchronized Duration elapsed() {
        return elapsed;
    }

    /**
     * Sets the clock forward.
     *
     * @param time 0 or more
     * @throws IllegalArgumentException if {@code time} is negative
     */
    public synchronized void advance(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("a clock goes forward: the time must be 0 or more, given " + time);
        }
        elapsed = elapsed.plus(time);
    }

    /** The time that it shows after a guest slept and looked. */
    synchronized Instant pass(Duration slept) {
        advance(slept.plus(TICK));
        return instant();
    }
}
