package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Extensions of WebAssembly that an engine can have switched on or off.
 *
 * @see EngineOptions#withProposal(Proposal, boolean)
 * @see <a href="https://webassembly.org/features/">WebAssembly: feature extensions</a>
 */
public enum Proposal {
    /** Functions, blocks and branches with several results. On by default. */
    MULTI_VALUE(true, null),
    /** Copying and filling memories and tables in one instruction. On by default. */
    BULK_MEMORY(true, null),
    /** References to functions and to objects of the host as values. On by default. */
    REFERENCE_TYPES(true, BULK_MEMORY),
    /** Vectors of 128 bits. On by default. */
    SIMD(true, null),
    /** Instructions on vectors whose results may depend on the processor. On by default, needs {@link #SIMD}. */
    RELAXED_SIMD(true, SIMD),
    /** Atomic instructions and shared memories. On by default, needs {@link #BULK_MEMORY}. */
    THREADS(true, BULK_MEMORY),
    /** Calls that leave no frame of their caller. On by default. */
    TAIL_CALL(true, null),
    /** Several memories in one module. On by default. */
    MULTI_MEMORY(true, null),
    /** Memories and tables with addresses of 64 bits. On by default. */
    MEMORY64(true, null),
    /** References to functions by their type. On by default, needs {@link #REFERENCE_TYPES}. */
    FUNCTION_REFERENCES(true, REFERENCE_TYPES),
    /** Structs and arrays that the engine collects. On by default, needs {@link #FUNCTION_REFERENCES}. */
    GC(true, FUNCTION_REFERENCES),
    /** Tags, throwing and catching. On by default, needs {@link #REFERENCE_TYPES}. */
    EXCEPTIONS(true, REFERENCE_TYPES),
    /** Integers of 128 bits in two halves. Off by default. */
    WIDE_ARITHMETIC(false, null),
    /** Memories with pages of one byte. Off by default. */
    CUSTOM_PAGE_SIZES(false, null),
    /** Hints on which way a branch mostly goes. Off by default. */
    BRANCH_HINTING(false, null);

    /** What the engine would panic over, were it let in. */
    private static final Set<Proposal> NOT_IN_WINCH =
            Set.of(RELAXED_SIMD, TAIL_CALL, FUNCTION_REFERENCES, GC, EXCEPTIONS);

    private final boolean byDefault;
    private final @Nullable Proposal prerequisite;

    Proposal(boolean byDefault, @Nullable Proposal prerequisite) {
        this.byDefault = byDefault;
        this.prerequisite = prerequisite;
    }

    boolean isOnByDefault() {
        return byDefault;
    }

    /** What has to be on for this to be on, if anything has. */
    @Nullable
    Proposal prerequisite() {
        return prerequisite;
    }

    boolean isKnownTo(EngineOptions.Compiler compiler) {
        return compiler != EngineOptions.Compiler.WINCH || !NOT_IN_WINCH.contains(this);
    }

    /** Switches the proposal in a {@code wasm_config_t}. */
    void set(MemorySegment config, boolean on) {
        switch (this) {
            case MULTI_VALUE -> Wasmtime.wasmtime_config_wasm_multi_value_set(config, on);
            case BULK_MEMORY -> Wasmtime.wasmtime_config_wasm_bulk_memory_set(config, on);
            case REFERENCE_TYPES -> Wasmtime.wasmtime_config_wasm_reference_types_set(config, on);
            case SIMD -> Wasmtime.wasmtime_config_wasm_simd_set(config, on);
            case RELAXED_SIMD -> Wasmtime.wasmtime_config_wasm_relaxed_simd_set(config, on);
            case THREADS -> Wasmtime.wasmtime_config_wasm_threads_set(config, on);
            case TAIL_CALL -> Wasmtime.wasmtime_config_wasm_tail_call_set(config, on);
            case MULTI_MEMORY -> Wasmtime.wasmtime_config_wasm_multi_memory_set(config, on);
            case MEMORY64 -> Wasmtime.wasmtime_config_wasm_memory64_set(config, on);
            case FUNCTION_REFERENCES -> Wasmtime.wasmtime_config_wasm_function_references_set(config, on);
            case GC -> Wasmtime.wasmtime_config_wasm_gc_set(config, on);
            case EXCEPTIONS -> Wasmtime.wasmtime_config_wasm_exceptions_set(config, on);
            case WIDE_ARITHMETIC -> Wasmtime.wasmtime_config_wasm_wide_arithmetic_set(config, on);
            case CUSTOM_PAGE_SIZES -> Wasmtime.wasmtime_config_wasm_custom_page_sizes_set(config, on);
            case BRANCH_HINTING -> Wasmtime.wasmtime_config_wasm_branch_hinting_set(config, on);
        }
    }
}
