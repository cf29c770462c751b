package io.github.jwasi.benchmarks.peers;

import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Memory;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.kawamuray.wasmtime.WasmValType;
import java.nio.charset.StandardCharsets;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntToLongFunction;
import org.jspecify.annotations.Nullable;

/** An instance of wasmtime-java. */
final class WasmtimeJavaGuest implements Guest {
    private final Store<Void> store;
    private final Linker linker;
    private final String name;
    private @Nullable Memory memory;

    WasmtimeJavaGuest(Store<Void> store, Linker linker, String name) {
        this.store = store;
        this.linker = linker;
        this.name = name;
    }

    private Func function(String export) {
        return linker.get(store, name, export).orElseThrow().func();
    }

    @Override
    public IntToLongFunction loop(String export) {
        var function = WasmFunctions.func(store, function(export), WasmValType.I32, WasmValType.I64);
        return function::call;
    }

    @Override
    public IntBinaryOperator ints() {
        var function = WasmFunctions.func(store, function("ints"), WasmValType.I32, WasmValType.I32, WasmValType.I32);
        return function::call;
    }

    @Override
    public DoubleBinaryOperator doubles() {
        var function =
                WasmFunctions.func(store, function("doubles"), WasmValType.F64, WasmValType.F64, WasmValType.F64);
        return function::call;
    }

    @Override
    public Mixed mixed() {
        var function = WasmFunctions.func(
                store,
                function("mixed"),
                WasmValType.I32,
                WasmValType.I64,
                WasmValType.F32,
                WasmValType.F64,
                WasmValType.F64);
        return function::call;
    }

    @Override
    public IntBinaryOperator pair() {
        var function = function("pair");
        return (a, b) -> {
            var results = function.call(store, Val.fromI32(a), Val.fromI32(b));
            return results[0].i32() - results[1].i32();
        };
    }

    private Memory memory() {
        if (memory == null) {
            memory = linker.get(store, name, "memory").orElseThrow().memory();
        }
        return memory;
    }

    @Override
    public void write(int address, byte[] bytes) {
        memory().buffer(store).put(address, bytes);
    }

    @Override
    public byte[] read(int address, int length) {
        var bytes = new byte[length];
        memory().buffer(store).get(address, bytes);
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
        linker.close();
        store.close();
    }
}
