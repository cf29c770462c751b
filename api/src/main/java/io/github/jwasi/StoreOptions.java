package io.github.jwasi;

import java.util.OptionalLong;

/**
 * The limits of a {@link Store}. A table may always have 10 million elements at most, as in JavaScript.
 *
 * @param fuel how many instructions, roughly, its guests may execute; the engine has to have
 *     {@link EngineOptions#fuel}. Default: no limit
 * @param maxMemory how many bytes a memory may have. A guest that asks for more is refused, as if the machine had no
 *     more. Default: no limit but that of the module
 */
public record StoreOptions(OptionalLong fuel, OptionalLong maxMemory) {
    /** The default of every option: no limits. */
    public static final StoreOptions DEFAULT = new StoreOptions(OptionalLong.empty(), OptionalLong.empty());

    /**
     * Options.
     *
     * @throws IllegalArgumentException if a limit is negative
     * @throws NullPointerException if an option is null
     */
    public StoreOptions {
        requireNotNegative("fuel", fuel);
        requireNotNegative("maxMemory", maxMemory);
    }

    /**
     * These options with a limit of {@link #fuel}.
     *
     * @param fuel 0 or more
     * @return new options
     */
    public StoreOptions withFuel(long fuel) {
        return new StoreOptions(OptionalLong.of(fuel), maxMemory);
    }

    /**
     * These options with a limit of {@link #maxMemory}.
     *
     * @param bytes 0 or more
     * @return new options
     */
    public StoreOptions withMaxMemory(long bytes) {
        return new StoreOptions(fuel, OptionalLong.of(bytes));
    }

    private static void requireNotNegative(String name, OptionalLong limit) {
        if (limit.orElse(0) < 0) {
            throw new IllegalArgumentException("options." + name + " must be 0 or more, given " + limit.getAsLong());
        }
    }
}
