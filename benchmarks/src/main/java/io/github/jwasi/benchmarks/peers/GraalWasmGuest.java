package io.github.jwasi.benchmarks.peers;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Value;

/** An instance of GraalWasm. */
final class GraalWasmGuest implements Guest {
    private final Context context;
    private final Value exports;
    private final Value memory;

    GraalWasmGuest(Context context, Value exports) {
        this.context = context;
        this.exports = exports;
        memory = exports.getMember("memory");
    }

    @Override
    public IntToLongFunction loop(String export) {
        var function = exports.getMember(export);
        return count -> function.execute(count).asLong();
    }

    @Override
    public IntBinaryOperator ints() {
        var function = exports.getMember("ints");
        return (a, b) -> function.execute(a, b).asInt();
    }

    @Override
    public DoubleBinaryOperator doubles() {
        var function = exports.getMember("doubles");
        return (a, b) -> function.execute(a, b).asDouble();
    }

    @Override
    public Mixed mixed() {
        var function = exports.getMember("mixed");
        return (a, b, c, d) -> function.execute(a, b, c, d).asDouble();
    }

    @Override
    public IntBinaryOperator pair() {
        var function = exports.getMember("pair");
        return (a, b) -> {
            var results = function.execute(a, b);
            return results.getArrayElement(0).asInt()
                    - results.getArrayElement(1).asInt();
        };
    }

    /** Eight bytes at a time, as there is no bulk copy into a buffer. */
    @Override
    public void write(int address, byte[] bytes) {
        var source = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (source.remaining() >= Long.BYTES) {
            int at = address + source.position();
            memory.writeBufferLong(ByteOrder.LITTLE_ENDIAN, at, source.getLong());
        }
        while (source.hasRemaining()) {
            int at = address + source.position();
            memory.writeBufferByte(at, source.get());
        }
    }

    @Override
    public byte[] read(int address, int length) {
        var bytes = new byte[length];
        memory.readBuffer(address, bytes, 0, length);
        return bytes;
    }

    @Override
    public void writeString(int address, String text) {
        write(address, text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String readString(int address, int length) {
        return new String(read(address, length), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        context.close();
    }
}
