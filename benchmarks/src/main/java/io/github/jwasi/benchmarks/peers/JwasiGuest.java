package io.github.jwasi.benchmarks.peers;

import static java.util.Objects.requireNonNull;

import io.github.jwasi.Instance;
import io.github.jwasi.Memory;
import io.github.jwasi.WASI;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** An instance of jwasi. */
final class JwasiGuest implements Guest {
    private final WASI wasi;
    private final Instance instance;
    private @Nullable Memory memory;

    JwasiGuest(WASI wasi, Instance instance) {
        this.wasi = wasi;
        this.instance = instance;
    }

    @Override
    public IntToLongFunction loop(String export) {
        return instance.function(export).as(IntToLongFunction.class);
    }

    @Override
    public IntBinaryOperator ints() {
        return instance.function("ints").as(IntBinaryOperator.class);
    }

    @Override
    public void callEach(int[] results, int[] a, int[] b) {
        instance.function("ints").callEach(results, a, b);
    }

    @Override
    public DoubleBinaryOperator doubles() {
        return instance.function("doubles").as(DoubleBinaryOperator.class);
    }

    @Override
    public Mixed mixed() {
        return instance.function("mixed").as(Mixed.class);
    }

    @Override
    public IntBinaryOperator pair() {
        var function = instance.function("pair");
        return (a, b) -> {
            var results = (Object[]) requireNonNull(function.call(a, b));
            return (int) results[0] - (int) results[1];
        };
    }

    private Memory memory() {
        if (memory == null) {
            memory = instance.memory("memory");
        }
        return memory;
    }

    @Override
    public void write(int address, byte[] bytes) {
        memory().write(address, bytes);
    }

    @Override
    public byte[] read(int address, int length) {
        return memory().read(address, length);
    }

    @Override
    public void writeString(int address, String text) {
        memory().writeString(address, text);
    }

    @Override
    public String readString(int address, int length) {
        return memory().readString(address, length);
    }

    @Override
    public void close() {
        instance.close();
        wasi.close();
    }
}
