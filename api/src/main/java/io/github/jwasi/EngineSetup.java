package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Gives the options of an engine to the native library. */
final class EngineSetup {
    /** No limit on the bookkeeping of an instance: what it describes is limited. */
    private static final long MAX_INSTANCE_SIZE = 1 << 30;

    private final EngineOptions options;
    private final MemorySegment config = Wasmtime.wasm_config_new();

    EngineSetup(EngineOptions options) {
        this.options = options;
    }

    /** A new {@code wasm_engine_t}. */
    MemorySegment engine() {
        options.switched().forEach((proposal, on) -> proposal.set(config, on));
        options.memoryReservation().ifPresent(bytes -> Wasmtime.wasmtime_config_memory_reservation_set(config, bytes));
        options.memoryGuardSize().ifPresent(bytes -> Wasmtime.wasmtime_config_memory_guard_size_set(config, bytes));
        options.pooling().ifPresent(this::pooling);
        try (var arena = Arena.ofConfined()) {
            var settings = arena.allocateFrom(ValueLayout.JAVA_LONG, settings());
            var out = arena.allocate(ValueLayout.ADDRESS);
            // Takes ownership of the configuration.
            var error = Wasmtime.jwasi_engine_new(config, settings, out);
            if (NativeFailure.is(error)) {
                throw failure(NativeFailure.message(error));
            }
            return out.get(ValueLayout.ADDRESS, 0);
        }
    }

    /**
     * In the order of {@code jwasi_engine_new}. One call takes them all, as the first call of each shape of function costs a
     * process milliseconds.
     */
    private long[] settings() {
        return new long[] {
            options.maxWasmStack(),
            number(options.fuel()),
            number(options.interruptible()),
            options.compiler().number(),
            options.optimization().number(),
            number(options.parallelCompilation()),
            options.profiler().number(),
            // Windows has no other way to tell a guest's frames.
            number(options.nativeUnwindInfo() || File.separatorChar == '\\'),
            number(options.sharedMemory()),
            number(options.copyOnWrite())
        };
    }

    private static long number(boolean on) {
        return on ? 1 : 0;
    }

    private void pooling(PoolingOptions pooling) {
        int instances = pooling.maxInstances();
        // The header forgets to say that it has no parameters, so jextract takes it for variadic.
        var pool = Wasmtime.wasmtime_pooling_allocation_config_new.makeInvoker().apply();
        try {
            Wasmtime.wasmtime_pooling_allocation_config_total_core_instances_set(pool, instances);
            Wasmtime.wasmtime_pooling_allocation_config_max_core_instance_size_set(pool, MAX_INSTANCE_SIZE);
            Wasmtime.wasmtime_pooling_allocation_config_max_memory_size_set(pool, pooling.maxMemorySize());
            Wasmtime.wasmtime_pooling_allocation_config_table_elements_set(pool, pooling.maxTableElements());
            Wasmtime.wasmtime_pooling_allocation_config_max_memories_per_module_set(
                    pool, pooling.maxMemoriesPerModule());
            Wasmtime.wasmtime_pooling_allocation_config_max_tables_per_module_set(pool, pooling.maxTablesPerModule());
            Wasmtime.wasmtime_pooling_allocation_config_total_tables_set(
                    pool, instances * pooling.maxTablesPerModule());
            // The heap of collected objects is in such a memory too.
            Wasmtime.wasmtime_pooling_allocation_config_total_memories_set(
                    pool, instances * (pooling.maxMemoriesPerModule() + 1));
            Wasmtime.wasmtime_pooling_allocation_config_total_gc_heaps_set(pool, instances);
            // Guests run on the stacks of Java's threads.
            Wasmtime.wasmtime_pooling_allocation_config_total_stacks_set(pool, 0);
            Wasmtime.wasmtime_pooling_allocation_config_linear_memory_keep_resident_set(
                    pool, pooling.memoryKeepResident());
            Wasmtime.wasmtime_pooling_allocation_config_table_keep_resident_set(pool, pooling.tableKeepResident());
            Wasmtime.wasmtime_pooling_allocation_strategy_set(config, pool);
        } finally {
            Wasmtime.wasmtime_pooling_allocation_config_delete(pool);
        }
    }

    private RuntimeException failure(String message) {
        return options.equals(EngineOptions.DEFAULT)
                ? new IllegalStateException("the engine cannot run here: " + message)
                : new IllegalArgumentException("no engine can be made here with " + options + ": " + message);
    }
}
