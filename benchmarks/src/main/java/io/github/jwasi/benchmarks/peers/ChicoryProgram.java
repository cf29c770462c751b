package io.github.jwasi.benchmarks.peers;

import com.dylibso.chicory.runtime.HostFunction;
import com.dylibso.chicory.runtime.ImportValues;
import com.dylibso.chicory.runtime.Instance;
import com.dylibso.chicory.runtime.Machine;
import com.dylibso.chicory.wasi.WasiExitException;
import com.dylibso.chicory.wasi.WasiOptions;
import com.dylibso.chicory.wasi.WasiPreview1;
import com.dylibso.chicory.wasm.WasmModule;
import com.dylibso.chicory.wasm.types.FunctionType;
import com.dylibso.chicory.wasm.types.ValType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/** A module of Chicory. */
final class ChicoryProgram implements Program {
    private static final HostFunction[] HOST = {
        host("ints", List.of(ValType.I32, ValType.I32), List.of(ValType.I32), a ->
                new long[] {HostFunctions.ints((int) a[0], (int) a[1])}),
        host(
                "doubles",
                List.of(ValType.F64, ValType.F64),
                List.of(ValType.F64),
                a -> bits(HostFunctions.doubles(Double.longBitsToDouble(a[0]), Double.longBitsToDouble(a[1])))),
        host(
                "mixed",
                List.of(ValType.I32, ValType.I64, ValType.F32, ValType.F64),
                List.of(ValType.F64),
                a -> bits(HostFunctions.mixed(
                        (int) a[0], a[1], Float.intBitsToFloat((int) a[2]), Double.longBitsToDouble(a[3])))),
        host("pair", List.of(ValType.I32, ValType.I32), List.of(ValType.I32, ValType.I32), a -> new long[] {a[1], a[0]})
    };

    private final WasmModule module;
    private final Function<Instance, Machine> machine;

    ChicoryProgram(WasmModule module, Function<Instance, Machine> machine) {
        this.module = module;
        this.machine = machine;
    }

    private static HostFunction host(
            String name, List<ValType> parameters, List<ValType> results, Function<long[], long[]> body) {
        return new HostFunction(
                HostFunctions.MODULE, name, FunctionType.of(parameters, results), (instance, a) -> body.apply(a));
    }

    private static long[] bits(double value) {
        return new long[] {Double.doubleToRawLongBits(value)};
    }

    @Override
    public Ended run(Setup setup) throws IOException {
        var captured = new ByteArrayOutputStream();
        try (var stdin = open(setup);
                var wasi = wasi(setup, captured, stdin)) {
            instance(ImportValues.builder().addFunction(wasi.toHostFunctions()), true);
            return new Ended(0, captured.toByteArray());
        } catch (WasiExitException e) {
            return new Ended(e.exitCode(), captured.toByteArray());
        }
    }

    @Override
    public Guest instantiate(Setup setup) {
        var wasi = wasi(setup, OutputStream.nullOutputStream(), InputStream.nullInputStream());
        var imports = ImportValues.builder().addFunction(wasi.toHostFunctions()).addFunction(HOST);
        var instance = instance(imports, false);
        if (isReactor()) {
            instance.export("_initialize").apply();
        }
        return new ChicoryGuest(wasi, instance);
    }

    private boolean isReactor() {
        var exports = module.exportSection();
        return IntStream.range(0, exports.exportCount())
                .anyMatch(i -> exports.getExport(i).name().equals("_initialize"));
    }

    private Instance instance(ImportValues.Builder imports, boolean start) {
        return Instance.builder(module)
                .withImportValues(imports.build())
                .withMachineFactory(machine)
                .withStart(start)
                .build();
    }

    private static InputStream open(Setup setup) throws IOException {
        return setup.stdin().isPresent() ? Files.newInputStream(setup.stdin().get()) : InputStream.nullInputStream();
    }

    private static WasiPreview1 wasi(Setup setup, OutputStream captured, InputStream stdin) {
        var options = WasiOptions.builder()
                .withArguments(setup.args())
                .withStdin(stdin)
                .withStdout(setup.captured() ? captured : System.out);
        setup.directory().ifPresent(directory -> options.withDirectory(Setup.SANDBOX, directory));
        return WasiPreview1.builder().withOptions(options.build()).build();
    }
}
