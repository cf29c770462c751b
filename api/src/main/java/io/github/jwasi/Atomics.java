package io.github.jwasi;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * What threads do together in a {@linkplain MemoryType#shared() shared} memory, as with JavaScript's {@code Atomics}.
 *
 * <p>Each operation happens at once for all threads, those of guests too, and in one order that all see, as with a
 * {@code volatile} field. An address has to be a multiple of the number's size, 4 or 8 bytes: else there is an
 * {@link IllegalArgumentException}, and outside of the memory an {@link IndexOutOfBoundsException}. In a memory that is
 * not shared they work as well.
 *
 * @see <a href="https://developer.mozilla.org/en-US/docs/Web/JavaScript/Reference/Global_Objects/Atomics">JavaScript:
 *     Atomics</a>
 */
public final class Atomics {
    private static final VarHandle INT =
            ValueLayout.JAVA_INT.withOrder(LITTLE_ENDIAN).varHandle();
    private static final VarHandle LONG =
            ValueLayout.JAVA_LONG.withOrder(LITTLE_ENDIAN).varHandle();

    private Atomics() {}

    private static MemorySegment open(Memory memory, long address, int size) {
        if (address % size != 0) {
            throw new IllegalArgumentException("the address of an atomic access to " + size
                    + " bytes must be a multiple of " + size + ", given " + address);
        }
        return memory.open(address, size);
    }

    /**
     * Reads a 32-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @return the number
     */
    public static int loadInt(Memory memory, long address) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getVolatile(bytes, address);
        } finally {
            memory.close();
        }
    }

    /**
     * Writes a 32-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the number
     */
    public static void storeInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            INT.setVolatile(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Replaces a 32-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the new number
     * @return the number that was there
     */
    public static int exchangeInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getAndSet(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Replaces a 32-bit number if it is a certain one.
     *
     * @param memory the memory
     * @param address where it is
     * @param expected the number that has to be there
     * @param value the new number
     * @return the number that was there; the new one is there if this is the expected one
     */
    public static int compareExchangeInt(Memory memory, long address, int expected, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.compareAndExchange(bytes, address, expected, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Adds to a 32-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value what is added
     * @return the number that was there
     */
    public static int addInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getAndAdd(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 32-bit number with others by and.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static int andInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getAndBitwiseAnd(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 32-bit number with others by or.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static int orInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getAndBitwiseOr(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 32-bit number with others by xor.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static int xorInt(Memory memory, long address, int value) {
        var bytes = open(memory, address, 4);
        try {
            return (int) INT.getAndBitwiseXor(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Reads a 64-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @return the number
     */
    public static long loadLong(Memory memory, long address) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getVolatile(bytes, address);
        } finally {
            memory.close();
        }
    }

    /**
     * Writes a 64-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the number
     */
    public static void storeLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            LONG.setVolatile(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Replaces a 64-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the new number
     * @return the number that was there
     */
    public static long exchangeLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getAndSet(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Replaces a 64-bit number if it is a certain one.
     *
     * @param memory the memory
     * @param address where it is
     * @param expected the number that has to be there
     * @param value the new number
     * @return the number that was there; the new one is there if this is the expected one
     */
    public static long compareExchangeLong(Memory memory, long address, long expected, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.compareAndExchange(bytes, address, expected, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Adds to a 64-bit number.
     *
     * @param memory the memory
     * @param address where it is
     * @param value what is added
     * @return the number that was there
     */
    public static long addLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getAndAdd(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 64-bit number with others by and.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static long andLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getAndBitwiseAnd(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 64-bit number with others by or.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static long orLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getAndBitwiseOr(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Combines the bits of a 64-bit number with others by xor.
     *
     * @param memory the memory
     * @param address where it is
     * @param value the other bits
     * @return the number that was there
     */
    public static long xorLong(Memory memory, long address, long value) {
        var bytes = open(memory, address, 8);
        try {
            return (long) LONG.getAndBitwiseXor(bytes, address, value);
        } finally {
            memory.close();
        }
    }

    /**
     * Wakes guests that wait at an address, in {@code memory.atomic.wait32} or {@code memory.atomic.wait64}.
     *
     * @param memory a shared memory; in another nobody can wait
     * @param address where they wait, a multiple of 4
     * @param count how many to wake at most, 0 or more; those that have waited longest come first
     * @return how many were woken
     * @throws IllegalArgumentException if {@code count} is negative or the address is no multiple of 4
     */
    public static int notify(Memory memory, long address, int count) {
        if (count < 0) {
            throw new IllegalArgumentException("count must be 0 or more, given " + count);
        }
        open(memory, address, Integer.BYTES);
        memory.close();
        return memory.linear() instanceof SharedLinearMemory shared ? notify(shared, address, count) : 0;
    }

    private static int notify(SharedLinearMemory memory, long address, int count) {
        try (var arena = Arena.ofConfined()) {
            var woken = arena.allocate(ValueLayout.JAVA_INT);
            var error = Wasmtime.jwasi_sharedmemory_notify(memory.pointer(), address, count, woken);
            NativeFailure.checkArgument("the memory " + memory.name(), error);
            return woken.get(ValueLayout.JAVA_INT, 0);
        }
    }
}
