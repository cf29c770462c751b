package io.github.jwasi;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The limits of a {@link Store}, each for all that is in the store together. {@link Store#limitHit()} tells which was hit.
 *
 * @param fuel how many instructions, roughly, its guests may execute; the engine has to have
 *     {@link EngineOptions#fuel}. Default: no limit
 * @param maxMemory how many bytes its memories may have, with the heap of objects of the GC proposal. A guest that asks for
 *     more is refused, as if the machine had no more; a module that begins with more is not instantiated. A shared memory
 *     counts with the size that it begins with. Default: no limit but those of the memories
 * @param maxTableElements how many elements its tables may have, each of which takes 8 bytes. Default: 10 million, as
 *     JavaScript has it for one table
 * @param maxInstances how many modules may be instantiated in it, whether or not that succeeds. Default: no limit
 * @param maxMemories how many memories its modules may define. Default: no limit
 * @param maxTables how many tables its modules may define. Default: no limit
 * @param deadline how long after its creation its guests may run, as {@link Store#setDeadline} says. A guest that computes
 *     only ends then if the engine has {@link EngineOptions#interruptible}. Default: no limit
 */
public record StoreOptions(
        OptionalLong fuel,
        OptionalLong maxMemory,
        long maxTableElements,
        OptionalLong maxInstances,
        OptionalLong maxMemories,
        OptionalLong maxTables,
        Optional<Duration> deadline)
        implements Serializable {
    /** The default of every option. */
    public static final StoreOptions DEFAULT = new StoreOptions(
            OptionalLong.empty(),
            OptionalLong.empty(),
            10_000_000,
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            Optional.empty());

    /**
     * Options.
     *
     * @throws IllegalArgumentException if a limit is negative
     * @throws NullPointerException if an option is null
     */
    public StoreOptions {
        requireNotNegative("fuel", fuel);
        requireNotNegative("maxMemory", maxMemory);
        requireNotNegative("maxTableElements", OptionalLong.of(maxTableElements));
        requireNotNegative("maxInstances", maxInstances);
        requireNotNegative("maxMemories", maxMemories);
        requireNotNegative("maxTables", maxTables);
        if (deadline.isPresent() && deadline.get().isNegative()) {
            throw new IllegalArgumentException("options.deadline must be 0 or more, given " + deadline.get());
        }
    }

    /**
     * These options with a limit of {@link #fuel}.
     *
     * @param fuel 0 or more
     * @return new options
     */
    public StoreOptions withFuel(long fuel) {
        return new StoreOptions(
                OptionalLong.of(fuel), maxMemory, maxTableElements, maxInstances, maxMemories, maxTables, deadline);
    }

    /**
     * These options with a limit of {@link #maxMemory}.
     *
     * @param bytes 0 or more
     * @return new options
     */
    public StoreOptions withMaxMemory(long bytes) {
        return new StoreOptions(
                fuel, OptionalLong.of(bytes), maxTableElements, maxInstances, maxMemories, maxTables, deadline);
    }

    /**
     * These options with another limit of {@link #maxTableElements}.
     *
     * @param elements 0 or more
     * @return new options
     */
    public StoreOptions withMaxTableElements(long elements) {
        return new StoreOptions(fuel, maxMemory, elements, maxInstances, maxMemories, maxTables, deadline);
    }

    /**
     * These options with a limit of {@link #maxInstances}.
     *
     * @param count 0 or more
     * @return new options
     */
    public StoreOptions withMaxInstances(long count) {
        return new StoreOptions(
                fuel, maxMemory, maxTableElements, OptionalLong.of(count), maxMemories, maxTables, deadline);
    }

    /**
     * These options with a limit of {@link #maxMemories}.
     *
     * @param count 0 or more
     * @return new options
     */
    public StoreOptions withMaxMemories(long count) {
        return new StoreOptions(
                fuel, maxMemory, maxTableElements, maxInstances, OptionalLong.of(count), maxTables, deadline);
    }

    /**
     * These options with a limit of {@link #maxTables}.
     *
     * @param count 0 or more
     * @return new options
     */
    public StoreOptions withMaxTables(long count) {
        return new StoreOptions(
                fuel, maxMemory, maxTableElements, maxInstances, maxMemories, OptionalLong.of(count), deadline);
    }

    /**
     * These options with a {@link #deadline}.
     *
     * @param time 0 or more, from the creation of the store
     * @return new options
     */
    public StoreOptions withDeadline(Duration time) {
        return new StoreOptions(
                fuel, maxMemory, maxTableElements, maxInstances, maxMemories, maxTables, Optional.of(time));
    }

    private static void requireNotNegative(String name, OptionalLong limit) {
        if (limit.orElse(0) < 0) {
            throw new IllegalArgumentException("options." + name + " must be 0 or more, given " + limit.getAsLong());
        }
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
