package io.github.jwasi.benchmarks.peers;

import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Extern;
import io.github.kawamuray.wasmtime.Func;
import io.github.kawamuray.wasmtime.FuncType;
import io.github.kawamuray.wasmtime.Linker;
import io.github.kawamuray.wasmtime.Module;
import io.github.kawamuray.wasmtime.Store;
import io.github.kawamuray.wasmtime.Val;
import io.github.kawamuray.wasmtime.WasmFunctions;
import io.github.kawamuray.wasmtime.WasmValType;
import io.github.kawamuray.wasmtime.wasi.WasiCtx;
import io.github.kawamuray.wasmtime.wasi.WasiCtxBuilder;
import java.io.IOException;
import java.nio.file.Files;

/** A module of wasmtime-java. */
final class WasmtimeJavaProgram implements Program {
    /** The name that the linker knows the guest by. */
    private static final String GUEST = "guest";

    private final Engine engine;
    private final Module module;

    WasmtimeJavaProgram(Engine engine, Module module) {
        this.engine = engine;
        this.module = module;
    }

    /** Captures through a file, as there is no other way. */
    @Override
    public Ended run(Setup setup) throws IOException {
        if (!setup.captured()) {
            return new Ended(start(new WasiCtxBuilder().inheritStdout(), setup), new byte[0]);
        }
        var output = Files.createTempFile("jwasi-benchmark", ".out");
        try {
            int status = start(new WasiCtxBuilder().stdout(output), setup);
            return new Ended(status, Files.readAllBytes(output));
        } finally {
            Files.delete(output);
        }
    }

    private int start(WasiCtxBuilder options, Setup setup) {
        try (var store = store(options, setup);
                var linker = new Linker(engine)) {
            WasiCtx.addToLinker(linker);
            linker.module(store, GUEST, module);
            try (var start = linker.get(store, GUEST, "_start").orElseThrow().func()) {
                WasmFunctions.consumer(store, start).accept();
            }
            return 0;
        }
    }

    @Override
    public Guest instantiate(Setup setup) {
        var store = store(new WasiCtxBuilder(), setup);
        var linker = new Linker(engine);
        WasiCtx.addToLinker(linker);
        defineHost(store, linker);
        linker.module(store, GUEST, module);
        return new WasmtimeJavaGuest(store, linker, GUEST);
    }

    private Store<Void> store(WasiCtxBuilder options, Setup setup) {
        options.args(setup.args());
        if (setup.stdin().isPresent()) {
            throw new UnsupportedOperationException("empties the file that is to be stdin, and takes no stream");
        }
        setup.directory().ifPresent(directory -> options.preopenedDir(directory, Setup.SANDBOX));
        return new Store<>(null, engine, options.build());
    }

    private static void defineHost(Store<Void> store, Linker linker) {
        define(
                store,
                linker,
                "ints",
                WasmFunctions.wrap(
                        store, WasmValType.I32, WasmValType.I32, WasmValType.I32, (a, b) -> HostFunctions.ints(a, b)));
        define(
                store,
                linker,
                "doubles",
                WasmFunctions.wrap(
                        store,
                        WasmValType.F64,
                        WasmValType.F64,
                        WasmValType.F64,
                        (a, b) -> HostFunctions.doubles(a, b)));
        define(
                store,
                linker,
                "mixed",
                WasmFunctions.wrap(
                        store,
                        WasmValType.I32,
                        WasmValType.I64,
                        WasmValType.F32,
                        WasmValType.F64,
                        WasmValType.F64,
                        (a, b, c, d) -> HostFunctions.mixed(a, b, c, d)));
        var ints = new Val.Type[] {Val.Type.I32, Val.Type.I32};
        define(store, linker, "pair", new Func(store, new FuncType(ints, ints), (caller, parameters, results) -> {
            results[0] = parameters[1];
            results[1] = parameters[0];
        }));
    }

    private static void define(Store<Void> store, Linker linker, String name, Func function) {
        linker.define(store, HostFunctions.MODULE, name, Extern.fromFunc(function));
    }

    @Override
    public void close() {
        module.close();
    }
}
