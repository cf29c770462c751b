package io.github.jwasi;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Why a guest was stopped.
 *
 * <p>The constants up to {@link #CANNOT_ENTER_COMPONENT} stand in the order of {@code wasmtime/trap.h}.
 *
 * @see TrapException#trap()
 */
public enum Trap {
    /** The guest used up its stack, or the calling thread has too little of it. */
    STACK_OVERFLOW,
    /** An address outside the memory. */
    MEMORY_OUT_OF_BOUNDS,
    /** An atomic operation at an address that is not aligned. */
    HEAP_MISALIGNED,
    /** An index outside the table. */
    TABLE_OUT_OF_BOUNDS,
    /** A call through an empty element of a table. */
    INDIRECT_CALL_TO_NULL,
    /** A call through a table to a function of another type. */
    BAD_SIGNATURE,
    /** A result that does not fit the integer type. */
    INTEGER_OVERFLOW,
    /** An integer divided by zero. */
    INTEGER_DIVISION_BY_ZERO,
    /** A float that no integer stands for. */
    BAD_CONVERSION_TO_INTEGER,
    /** The instruction {@code unreachable}: how most compilers translate an abort or a panic. */
    UNREACHABLE,
    /** {@link Store#interrupt()}. */
    INTERRUPT,
    /** The fuel of the store is used up. */
    OUT_OF_FUEL,
    /** A wait on a memory that is not shared. */
    ATOMIC_WAIT_NON_SHARED_MEMORY,
    /** A null reference was used. */
    NULL_REFERENCE,
    /** An index outside an array of the GC proposal. */
    ARRAY_OUT_OF_BOUNDS,
    /** An allocation that is too large. */
    ALLOCATION_TOO_LARGE,
    /** A reference was cast to a type that it does not have. */
    CAST_FAILURE,
    /** A component was entered while it could not be. */
    CANNOT_ENTER_COMPONENT,
    /** The deadline of the store: {@link StoreOptions#deadline} or {@link Store#setDeadline}. */
    DEADLINE,
    /** {@link Thread#interrupt()} of the thread that ran the guest. Its interrupted status is still set. */
    THREAD_INTERRUPTED,
    /** {@link Store#close()} in another thread. */
    CLOSED,
    /** The heap for the objects of the GC proposal is full, and the guest holds on to them. */
    GC_HEAP_FULL,
    /** Any other; the message says what. */
    OTHER;

    /** What {@code jwasi_error_read} has for a full heap. */
    private static final int GC_HEAP_OUT_OF_MEMORY = 254;

    private static final List<Trap> BY_CODE =
            Arrays.stream(values()).takeWhile(trap -> trap != DEADLINE).toList();

    /** The trap with a code of {@code wasmtime_trap_code_t}, or one that {@code jwasi_error_read} has beside. */
    static Trap of(int code) {
        if (code == GC_HEAP_OUT_OF_MEMORY) {
            return GC_HEAP_FULL;
        }
        return code >= 0 && code < BY_CODE.size() ? BY_CODE.get(code) : OTHER;
    }

    /**
     * The trap in words.
     *
     * @return for example {@code integer division by zero}
     */
    public String description() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
