package io.github.jwasi;

import java.io.Serializable;

/**
 * The pool of an engine, from which instances take their memories and tables.
 *
 * <p>To make an instance out of a pool takes a fraction of the time, and the pool is a bound for all instances of the
 * engine together. It reserves address space when the engine is made (per memory what
 * {@link EngineOptions#memoryReservation} says, 4 GiB by default) but takes memory only as guests use it.
 *
 * @param maxInstances how many instances may exist at once, 1 to 100,000. One more is refused with a
 *     {@link LinkException}. Default: 1000
 * @param maxMemorySize to how many bytes a memory may grow, 0 to what is reserved for it. A module whose memories begin
 *     larger is refused with a {@link CompileException}. Default: 4 GiB
 * @param maxTableElements how many elements a table may have, 0 to 10 million. Default: 20,000
 * @param maxMemoriesPerModule how many memories a module may have, 0 to 100. Default: 1
 * @param maxTablesPerModule how many tables a module may have, 0 to 100. Default: 1
 * @param memoryKeepResident how many bytes at the beginning of a memory are set to zero, rather than given back to the
 *     operating system, when an instance is freed: quicker where guests use about so much, at the price of keeping it.
 *     Default: 64 KiB
 * @param tableKeepResident the same of a table. Default: 64 KiB
 * @see EngineOptions#withPooling(PoolingOptions)
 */
public record PoolingOptions(
        int maxInstances,
        long maxMemorySize,
        int maxTableElements,
        int maxMemoriesPerModule,
        int maxTablesPerModule,
        long memoryKeepResident,
        long tableKeepResident)
        implements Serializable {
    private static final long GIB = 1L << 30;

    /** The default of every option. */
    public static final PoolingOptions DEFAULT = new PoolingOptions(1000, 4 * GIB, 20_000, 1, 1, 65_536, 65_536);

    /**
     * Options.
     *
     * @throws IllegalArgumentException if one is out of its range
     */
    public PoolingOptions {
        check("maxInstances", maxInstances, 1, 100_000);
        check("maxMemorySize", maxMemorySize, 0, 1024 * GIB);
        check("maxTableElements", maxTableElements, 0, 10_000_000);
        check("maxMemoriesPerModule", maxMemoriesPerModule, 0, 100);
        check("maxTablesPerModule", maxTablesPerModule, 0, 100);
        check("memoryKeepResident", memoryKeepResident, 0, 1024 * GIB);
        check("tableKeepResident", tableKeepResident, 0, GIB);
    }

    private static void check(String name, long given, long least, long most) {
        if (given < least || given > most) {
            throw new IllegalArgumentException(
                    "pooling." + name + " must be " + least + " to " + most + ", given " + given);
        }
    }

    /**
     * These options with another {@link #maxInstances}.
     *
     * @param count 1 to 100,000
     * @return new options
     */
    public PoolingOptions withMaxInstances(int count) {
        return new PoolingOptions(
                count,
                maxMemorySize,
                maxTableElements,
                maxMemoriesPerModule,
                maxTablesPerModule,
                memoryKeepResident,
                tableKeepResident);
    }

    /**
     * These options with another {@link #maxMemorySize}.
     *
     * @param bytes 0 to what is reserved for a memory
     * @return new options
     */
    public PoolingOptions withMaxMemorySize(long bytes) {
        return new PoolingOptions(
                maxInstances,
                bytes,
                maxTableElements,
                maxMemoriesPerModule,
                maxTablesPerModule,
                memoryKeepResident,
                tableKeepResident);
    }

    /**
     * These options with another {@link #maxTableElements}.
     *
     * @param count 0 to 10 million
     * @return new options
     */
    public PoolingOptions withMaxTableElements(int count) {
        return new PoolingOptions(
                maxInstances,
                maxMemorySize,
                count,
                maxMemoriesPerModule,
                maxTablesPerModule,
                memoryKeepResident,
                tableKeepResident);
    }

    /**
     * These options with another {@link #maxMemoriesPerModule} and {@link #maxTablesPerModule}.
     *
     * @param memories 0 to 100
     * @param tables 0 to 100
     * @return new options
     */
    public PoolingOptions withMaxPerModule(int memories, int tables) {
        return new PoolingOptions(
                maxInstances, maxMemorySize, maxTableElements, memories, tables, memoryKeepResident, tableKeepResident);
    }

    /**
     * These options with another {@link #memoryKeepResident} and {@link #tableKeepResident}.
     *
     * @param memoryBytes 0 or more
     * @param tableBytes 0 or more
     * @return new options
     */
    public PoolingOptions withKeepResident(long memoryBytes, long tableBytes) {
        return new PoolingOptions(
                maxInstances,
                maxMemorySize,
                maxTableElements,
                maxMemoriesPerModule,
                maxTablesPerModule,
                memoryBytes,
                tableBytes);
    }
}
