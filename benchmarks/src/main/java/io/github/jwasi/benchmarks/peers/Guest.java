package io.github.jwasi.benchmarks.peers;

import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;

/** An instance, whose functions are looked up once and called often, and whose memory the host uses. */
public interface Guest extends AutoCloseable {
    /**
     * An exported function that does something so many times.
     *
     * @param export its name
     * @return the function
     */
    IntToLongFunction loop(String export);

    /**
     * The export {@code ints}.
     *
     * @return the function
     */
    IntBinaryOperator ints();

    /**
     * Calls {@code ints} for each element of the arrays.
     *
     * @param results where the results go
     * @param a the first arguments
     * @param b the second arguments
     */
    default void callEach(int[] results, int[] a, int[] b) {
        var function = ints();
        for (int i = 0; i < results.length; i++) {
            results[i] = function.applyAsInt(a[i], b[i]);
        }
    }

    /**
     * The export {@code doubles}.
     *
     * @return the function
     */
    DoubleBinaryOperator doubles();

    /**
     * The export {@code mixed}.
     *
     * @return the function
     */
    Mixed mixed();

    /**
     * The export {@code pair}, which has two results.
     *
     * @return the first result minus the second
     */
    IntBinaryOperator pair();

    /**
     * Copies into the guest's memory.
     *
     * @param address where to
     * @param bytes what
     */
    void write(int address, byte[] bytes);

    /**
     * Copies out of the guest's memory.
     *
     * @param address where from
     * @param length how much
     * @return the bytes
     */
    byte[] read(int address, int length);

    /**
     * Writes a text as UTF-8.
     *
     * @param address where to
     * @param text the text
     */
    void writeString(int address, String text);

    /**
     * Reads a text in UTF-8.
     *
     * @param address where from
     * @param length how many bytes
     * @return the text
     */
    String readString(int address, int length);

    @Override
    default void close() {}

    /** A function with a parameter of each type of number. */
    @FunctionalInterface
    interface Mixed {
        /**
         * Adds.
         *
         * @param a an i32
         * @param b an i64
         * @param c an f32
         * @param d an f64
         * @return the sum
         */
        double call(int a, long b, float c, double d);
    }
}
