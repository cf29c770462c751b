package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.Serializable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What the limits of a {@link Store} refused.
 *
 * @param option the limit, by the name that it has in {@link StoreOptions}, for example {@code maxMemory}
 * @param limit what it is: bytes of memory, elements of tables, or a count
 * @param used how much was in use
 * @param wanted how much was wanted beside that
 * @see Store#limitHit()
 */
public record LimitHit(String option, long limit, long used, long wanted) implements Serializable {
    /** In the order of {@code jwasi_context_limit_hit}. */
    private static final List<String> OPTIONS =
            List.of("maxMemory", "maxTableElements", "maxInstances", "maxMemories", "maxTables");

    private static final int NUMBERS = 5;

    /**
     * A refusal.
     *
     * @throws NullPointerException if {@code option} is null
     */
    public LimitHit {
        Objects.requireNonNull(option, "option");
    }

    /** The name of a limit, by its number in {@code jwasi_context_limit_hit}. */
    static String option(int number) {
        return OPTIONS.get(number);
    }

    /** What a store, which the current thread is inside, refused last. */
    static Optional<LimitHit> last(MemorySegment context) {
        try (var arena = Arena.ofConfined()) {
            var hit = arena.allocate(ValueLayout.JAVA_LONG, NUMBERS);
            return Wasmtime.jwasi_context_limit_hit(context, hit) ? Optional.of(read(hit)) : Optional.empty();
        }
    }

    private static LimitHit read(MemorySegment hit) {
        return new LimitHit(
                OPTIONS.get((int) hit.getAtIndex(ValueLayout.JAVA_LONG, 0)),
                hit.getAtIndex(ValueLayout.JAVA_LONG, 1),
                hit.getAtIndex(ValueLayout.JAVA_LONG, 2),
                hit.getAtIndex(ValueLayout.JAVA_LONG, 3));
    }

    /** Whether it is the refusal of so much memory. */
    boolean isOf(long bytes) {
        return option.equals(OPTIONS.getFirst()) && wanted == bytes;
    }

    /** The refusal in words. */
    @Override
    public String toString() {
        return option + " is " + limit + ": " + used + " are in use, and " + wanted + " more were wanted";
    }
}
