package io.github.jwasi.benchmarks.peers;

import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.Instance;
import run.endive.wasi.WasiPreview1;

/** An instance of Endive. */
final class EndiveGuest implements Guest {
    private final WasiPreview1 wasi;
    private final Instance instance;

    EndiveGuest(WasiPreview1 wasi, Instance instance) {
        this.wasi = wasi;
        this.instance = instance;
    }

    @Override
    public IntToLongFunction loop(String export) {
        var function = instance.export(export);
        return count -> function.apply(count)[0];
    }

    @Override
    public IntBinaryOperator ints() {
        var function = instance.export("ints");
        return (a, b) -> (int) function.apply(a, b)[0];
    }

    @Override
    public DoubleBinaryOperator doubles() {
        var function = instance.export("doubles");
        return (a, b) -> asDouble(function, Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b));
    }

    @Override
    public Mixed mixed() {
        var function = instance.export("mixed");
        return (a, b, c, d) -> asDouble(function, a, b, Float.floatToRawIntBits(c), Double.doubleToRawLongBits(d));
    }

    private static double asDouble(ExportFunction function, long... arguments) {
        return Double.longBitsToDouble(function.apply(arguments)[0]);
    }

    @Override
    public IntBinaryOperator pair() {
        var function = instance.export("pair");
        return (a, b) -> {
            var results = function.apply(a, b);
            return (int) results[0] - (int) results[1];
        };
    }

    @Override
    public void write(int address, byte[] bytes) {
        instance.memory().write(address, bytes);
    }

    @Override
    public byte[] read(int address, int length) {
        return instance.memory().readBytes(address, length);
    }

    @Override
    public void writeString(int address, String text) {
        instance.memory().writeString(address, text);
    }

    @Override
    public String readString(int address, int length) {
        return instance.memory().readString(address, length);
    }

    @Override
    public void close() {
        wasi.close();
    }
}
