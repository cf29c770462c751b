package io.github.jwasi;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A vector of 128 bits, WebAssembly's {@code v128}. Its lanes are numbered from the lowest bits.
 *
 * @param low bits 0 to 63
 * @param high bits 64 to 127
 * @see <a href="https://webassembly.github.io/spec/core/syntax/values.html#vectors">WebAssembly: vectors</a>
 */
public record V128(long low, long high) implements Serializable {
    private static final int BYTES = 16;

    /**
     * A vector of four lanes.
     *
     * @param lanes four numbers
     * @return the vector
     * @throws IllegalArgumentException if there are not four lanes
     */
    public static V128 ofInts(int... lanes) {
        checkCount(4, lanes.length);
        var bytes = buffer();
        bytes.asIntBuffer().put(lanes);
        return of(bytes);
    }

    /**
     * A vector of four lanes.
     *
     * @param lanes four numbers
     * @return the vector
     * @throws IllegalArgumentException if there are not four lanes
     */
    public static V128 ofFloats(float... lanes) {
        checkCount(4, lanes.length);
        var bytes = buffer();
        bytes.asFloatBuffer().put(lanes);
        return of(bytes);
    }

    /**
     * A vector of two lanes.
     *
     * @param lanes two numbers
     * @return the vector
     * @throws IllegalArgumentException if there are not two lanes
     */
    public static V128 ofDoubles(double... lanes) {
        checkCount(2, lanes.length);
        var bytes = buffer();
        bytes.asDoubleBuffer().put(lanes);
        return of(bytes);
    }

    /**
     * A vector of 16 lanes, as it lies in a memory.
     *
     * @param lanes 16 numbers
     * @return the vector
     * @throws IllegalArgumentException if there are not 16 lanes
     */
    public static V128 ofBytes(byte... lanes) {
        checkCount(BYTES, lanes.length);
        return of(ByteBuffer.wrap(lanes).order(ByteOrder.LITTLE_ENDIAN));
    }

    /**
     * Four lanes of 32-bit integers.
     *
     * @return a new array
     */
    public int[] ints() {
        var lanes = new int[4];
        bytesInOrder().asIntBuffer().get(lanes);
        return lanes;
    }

    /**
     * Four lanes of 32-bit floats.
     *
     * @return a new array
     */
    public float[] floats() {
        var lanes = new float[4];
        bytesInOrder().asFloatBuffer().get(lanes);
        return lanes;
    }

    /**
     * Two lanes of 64-bit floats.
     *
     * @return a new array
     */
    public double[] doubles() {
        return new double[] {Double.longBitsToDouble(low), Double.longBitsToDouble(high)};
    }

    /**
     * 16 lanes of bytes, as they lie in a memory.
     *
     * @return a new array
     */
    public byte[] bytes() {
        return bytesInOrder().array();
    }

    private ByteBuffer bytesInOrder() {
        return buffer().putLong(0, low).putLong(8, high);
    }

    private static ByteBuffer buffer() {
        return ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static V128 of(ByteBuffer bytes) {
        return new V128(bytes.getLong(0), bytes.getLong(8));
    }

    private static void checkCount(int wanted, int given) {
        if (given != wanted) {
            throw new IllegalArgumentException("the vector has " + wanted + " such lanes, and given were " + given);
        }
    }

    /** The bits from the highest to the lowest, for example {@code 0x00000000000000020000000000000001}. */
    @Override
    public String toString() {
        return String.format("0x%016x%016x", high, low);
    }
}
