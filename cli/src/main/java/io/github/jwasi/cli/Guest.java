package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.ExitStatus;
import io.github.jwasi.ImportType;
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
    /** Runs the guest and gives the status to end with. */
    int run(
            EngineOptions engineOptions,
            boolean allowPrecompiled,
            StoreOptions storeOptions,
            WasiBuilder options,
            @Nullable Duration timeout)
            throws IOException {
        BrokenPipe.endsProcess();
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
            if (function != null) {
                prepare(instance, wasi, !imports.isEmpty());
                Invocation.of(instance, function).print(args);
                return 0;
            }
            return start(instance, wasi, !imports.isEmpty());
        } catch (RuntimeException e) {
            return Failure.report(e);
        }
    }

    /** The functions of every version of WASI that the module imports. */
    private static Map<String, Map<String, ImportValue>> imports(Module module, WASI wasi) {
        var wanted = module.imports().stream().map(ImportType::module).toList();
        var imports = new LinkedHashMap<String, Map<String, ImportValue>>();
        for (var version : WASI.Version.values()) {
            if (wanted.contains(version.module())) {
                imports.put(version.module(), wasi.wasiImport(version));
            }
        }
        return imports;
    }

    /** Initialises a reactor; a command of which one function is called is not started. */
    private static void prepare(Instance instance, WASI wasi, boolean usesWasi) {
        if (!usesWasi) {
            if (instance.exports().containsKey("_initialize")) {
                instance.function("_initialize").call();
            }
        } else if (instance.exports().containsKey("_start")) {
            wasi.finalizeBindings(instance);
        } else {
            wasi.initialize(instance);
        }
    }

    private static int start(Instance instance, WASI wasi, boolean usesWasi) {
        if (!instance.exports().containsKey("_start")) {
            prepare(instance, wasi, usesWasi);
            return 0;
        }
        if (usesWasi) {
            return ExitStatus.of(wasi.start(instance));
        }
        instance.function("_start").call();
        return 0;
    }
}
