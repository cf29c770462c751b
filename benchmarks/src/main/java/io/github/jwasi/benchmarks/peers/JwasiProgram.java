package io.github.jwasi.benchmarks.peers;

import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Input;
import io.github.jwasi.Instance;
import io.github.jwasi.LinkedModule;
import io.github.jwasi.Module;
import io.github.jwasi.Output;
import io.github.jwasi.ValueType;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleBinaryOperator;
import java.util.function.IntBinaryOperator;

/** A module of jwasi. */
final class JwasiProgram implements Program {
    private static final Map<String, ImportValue> HOST = Map.of(
            "ints", HostFunction.of(IntBinaryOperator.class, HostFunctions::ints),
            "doubles", HostFunction.of(DoubleBinaryOperator.class, HostFunctions::doubles),
            "mixed", HostFunction.of(Guest.Mixed.class, HostFunctions::mixed),
            "pair",
                    HostFunction.of(
                            FunctionType.of()
                                    .with(ValueType.I32, ValueType.I32)
                                    .returning(ValueType.I32, ValueType.I32),
                            (caller, a) -> new Object[] {a[1], a[0]}));

    private final Module module;
    private final Optional<LinkedModule> linked;

    /** A module that is linked with its imports at each instantiation. */
    JwasiProgram(Module module) {
        this(module, Optional.empty());
    }

    private JwasiProgram(Module module, Optional<LinkedModule> linked) {
        this.module = module;
        this.linked = linked;
    }

    /** A command that was linked with its imports, those of WASI, before. */
    static JwasiProgram linked(Module module) {
        boolean hasOthers =
                module.imports().stream().anyMatch(type -> type.module().equals(HostFunctions.MODULE));
        return new JwasiProgram(module, hasOthers ? Optional.empty() : Optional.of(module.link()));
    }

    @Override
    public Ended run(Setup setup) throws IOException {
        var output = Output.capture();
        try (var wasi = wasi(setup, setup.captured() ? output : Output.inherit());
                var instance = instantiate(wasi)) {
            int status = wasi.start(instance);
            return new Ended(status, output.bytes());
        }
    }

    private Instance instantiate(WASI wasi) {
        return linked.isPresent()
                ? linked.get().instantiate(wasi)
                : WebAssembly.instantiate(module, wasi.getImportObject());
    }

    @Override
    public Guest instantiate(Setup setup) throws IOException {
        var wasi = wasi(setup, Output.discard());
        var imports = new HashMap<String, Map<String, ImportValue>>(wasi.getImportObject());
        imports.put(HostFunctions.MODULE, HOST);
        var instance = WebAssembly.instantiate(module, imports);
        if (instance.exports().containsKey("_initialize")) {
            wasi.initialize(instance);
        }
        return new JwasiGuest(wasi, instance);
    }

    private static WASI wasi(Setup setup, Output stdout) {
        var options = WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .args(setup.args())
                .stdin(setup.stdin().<Input>map(Input::of).orElseGet(Input::empty))
                .stdout(stdout);
        setup.directory().ifPresent(directory -> options.preopen(Setup.SANDBOX, directory));
        return options.build();
    }

    @Override
    public void close() {
        linked.ifPresent(LinkedModule::close);
        module.close();
    }
}
