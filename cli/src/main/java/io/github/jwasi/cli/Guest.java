package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.ExitStatus;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Instance;
import io.github.jwasi.Module;
import io.github.jwasi.Store;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A program and what to do with it.
 *
 * @param file its module
 * @param args the words after it
 * @param function the function to call instead of the start, or null
 */
record Guest(Path file, List<String> args, @Nullable String function) {
    /** What the guest gets as its arguments: its own name comes first. */
    List<String> argv() {
        var argv = new ArrayList<String>();
        argv.add(String.valueOf(file.getFileName()));
        argv.addAll(args);
        return argv;
    }

    /** Runs the guest and gives the status to end with. */
    int run(
            EngineOptions engineOptions,
            boolean allowPrecompiled,
            StoreOptions storeOptions,
            WasiBuilder options,
            @Nullable Duration timeout)
            throws IOException {
        try (var engine = Engine.create(engineOptions);
                var module = ModuleFile.load(engine, file, allowPrecompiled);
                var store = Store.create(engine, storeOptions);
                var wasi = options.build()) {
            return timeout == null
                    ? run(module, store, wasi)
                    : Deadline.enforce(timeout, store, () -> run(module, store, wasi));
        }
    }

    private int run(Module module, Store store, WASI wasi) {
        var imports = imports(module, wasi);
        try (var instance = WebAssembly.instantiate(store, module, imports)) {
            return run(instance, wasi, !imports.isEmpty());
        } catch (RuntimeException e) {
            return Failure.report(file, e);
        }
    }

    /** The functions of every version of WASI that the module imports. */
    private static Map<String, Map<String, ImportValue>> imports(Module module, WASI wasi) {
        var imports = new LinkedHashMap<String, Map<String, ImportValue>>();
        for (var wanted : module.imports()) {
            for (var version : WASI.Version.values()) {
                if (wanted.module().equals(version.module())) {
                    imports.putIfAbsent(wanted.module(), wasi.wasiImport(version));
                }
            }
        }
        return imports;
    }

    private int run(Instance instance, WASI wasi, boolean usesWasi) {
        boolean command = instance.exports().containsKey("_start");
        if (function != null) {
            var invocation = Invocation.of(instance, function, args);
            initialize(instance, wasi, usesWasi, command);
            invocation.print();
            return 0;
        }
        if (command) {
            return ExitStatus.of(wasi.start(instance));
        }
        if (!instance.exports().containsKey("_initialize")) {
            throw new IllegalArgumentException("exports neither _start nor _initialize, so there is nothing to run; "
                    + "--invoke calls one of its exports " + instance.exports().keySet());
        }
        wasi.initialize(instance);
        return 0;
    }

    /** Gets a reactor ready. A command of which one function is called is not started. */
    private static void initialize(Instance instance, WASI wasi, boolean usesWasi, boolean command) {
        if (usesWasi && command) {
            wasi.finalizeBindings(instance);
        } else if (usesWasi) {
            wasi.initialize(instance);
        } else if (instance.exports().containsKey("_initialize")) {
            instance.function("_initialize").call();
        }
    }
}
