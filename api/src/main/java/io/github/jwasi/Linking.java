package io.github.jwasi;

import static java.util.stream.Collectors.joining;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_instance_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One instantiation: finds what the module imports, checks it, and gives it to the engine. */
final class Linking {
    private final Store store;
    private final Module module;
    private final Map<String, ? extends Map<String, ? extends ImportValue>> imports;

    /** The imports that the linker for WASI does not have. */
    private final List<Definition> definitions = new ArrayList<>();

    private final Set<WASI> wasis = new LinkedHashSet<>();

    private record Definition(int index, ImportType wanted, ImportValue given) {}

    Linking(Store store, Module module, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        this.store = store;
        this.module = module;
        this.imports = Objects.requireNonNull(imports, "imports");
    }

    /** A {@code wasmtime_instance_t} in the store's memory. */
    MemorySegment instantiate() {
        if (module.engine() != store.engine()) {
            throw new IllegalArgumentException("the module and the store belong to different engines");
        }
        store.enter();
        try {
            resolve();
            if (wasis.size() > 1) {
                throw new IllegalArgumentException("the imports are functions of several WASI objects, and a store"
                        + " has one: wasiImport(version) of one gives the functions of every version");
            }
            wasis.forEach(store::bind);
            return definitions.isEmpty()
                    ? instantiate(store.engine().wasiLinker().pointer())
                    : instantiateWithOwnLinker();
        } finally {
            store.exit();
        }
    }

    private void resolve() {
        var missing = new ArrayList<ImportType>();
        var all = module.imports();
        for (int i = 0; i < all.size(); i++) {
            var wanted = all.get(i);
            var given = given(wanted);
            if (given == null) {
                missing.add(wanted);
            } else {
                resolve(i, wanted, given);
            }
        }
        if (!missing.isEmpty()) {
            throw missing(missing, otherVersion(missing));
        }
    }

    static LinkException missing(List<ImportType> missing, String hint) {
        return new LinkException("missing "
                + (missing.size() == 1 ? "import " : "imports ")
                + missing.stream().map(ImportType::toString).collect(joining("; ")) + hint);
    }

    /** A hint for who gives the functions of one version of WASI to a module that wants those of another. */
    private String otherVersion(List<ImportType> missing) {
        for (var version : WASI.Version.values()) {
            var wanted = version.module();
            if (!imports.containsKey(wanted)
                    && missing.stream().anyMatch(i -> i.module().equals(wanted))
                    && imports.values().stream().anyMatch(Linking::isOfWasi)) {
                return "; " + wanted + " is WASI " + version + ", which wasiImport(WASI.Version." + version.name()
                        + ") gives";
            }
        }
        return "";
    }

    private static boolean isOfWasi(Map<String, ? extends ImportValue> values) {
        return values.values().stream().anyMatch(WasiFunction.class::isInstance);
    }

    private @Nullable ImportValue given(ImportType wanted) {
        var values = imports.get(wanted.module());
        return values == null ? null : values.get(wanted.name());
    }

    private void resolve(int index, ImportType wanted, ImportValue given) {
        switch (given) {
            case WasiFunction function -> resolve(index, wanted, function);
            case HostFunction function -> {
                if (!function.type().equals(wanted.type())) {
                    throw mismatch(wanted, function.type());
                }
                definitions.add(new Definition(index, wanted, given));
            }
            case ExportValue export -> {
                if (!export.type().kind().equals(wanted.type().kind())) {
                    throw mismatch(wanted, export.type());
                }
                checkReachable(wanted, export);
                definitions.add(new Definition(index, wanted, given));
            }
        }
    }

    private void checkReachable(ImportType wanted, ExportValue export) {
        if (export instanceof Memory memory && memory.linear() instanceof SharedLinearMemory) {
            if (memory.engine() != store.engine()) {
                throw new IllegalArgumentException(
                        "import " + wanted + ": given was a shared memory of another engine than the store's");
            }
        } else if (extern(export).store() != store) {
            throw new IllegalArgumentException("import " + wanted + ": given was a "
                    + export.type().kind() + " of another store; what instances share must be in one store");
        }
    }

    private void resolve(int index, ImportType wanted, WasiFunction function) {
        if (!(wanted.type() instanceof FunctionType)) {
            throw new LinkException("import " + wanted + ": given was the function " + function.name() + " of WASI");
        }
        wasis.add(function.wasi());
        if (!function.name().equals(wanted.name())
                || !function.version().module().equals(wanted.module())) {
            definitions.add(new Definition(index, wanted, function));
        }
    }

    static LinkException mismatch(ImportType wanted, ExternType given) {
        return new LinkException("import " + wanted + ": given was a " + given.kind() + " of the type " + given);
    }

    private MemorySegment instantiateWithOwnLinker() {
        var linker = Wasmtime.wasmtime_linker_clone(store.engine().wasiLinker().pointer());
        try {
            definitions.forEach(definition -> define(linker, definition));
            return instantiate(linker);
        } finally {
            Wasmtime.wasmtime_linker_delete(linker);
        }
    }

    private void define(MemorySegment linker, Definition definition) {
        var wanted = definition.wanted();
        try (var arena = Arena.ofConfined()) {
            var handle = handle(arena, definition);
            var moduleName = NativeText.utf8(arena, wanted.module());
            var name = NativeText.utf8(arena, wanted.name());
            var error = Wasmtime.wasmtime_linker_define(
                    linker, store.context(), moduleName, moduleName.byteSize(), name, name.byteSize(), handle);
            if (NativeFailure.is(error)) {
                throw new LinkException("import " + wanted + ": " + NativeFailure.message(error));
            }
        }
    }

    private MemorySegment handle(Arena arena, Definition definition) {
        return switch (definition.given()) {
            case WasiFunction function -> store.engine().wasiLinker().function(arena, store, function);
            case HostFunction function ->
                HostCall.create(store, function, module, definition.index(), definition.wanted());
            case Memory memory
            when memory.linear() instanceof SharedLinearMemory shared -> {
                store.externs().add(memory, shared);
                yield shared.handle(arena);
            }
            case ExportValue export -> extern(export).handle();
        };
    }

    private static Extern extern(ExportValue export) {
        return switch (export) {
            case Function function -> function.handle();
            case Global global -> global.handle();
            case Memory memory -> memory.handle();
            case Table table -> table.handle();
            case Tag tag -> tag.handle();
        };
    }

    private MemorySegment instantiate(MemorySegment linker) {
        var instance = wasmtime_instance_t.allocate(store.memory());
        var event = Events.areOn() ? InstantiateEvent.begun() : null;
        boolean done = false;
        try (var arena = Arena.ofConfined()) {
            var trap = arena.allocate(ValueLayout.ADDRESS);
            store.forgetParked();
            var error = Wasmtime.jwasi_linker_instantiate(linker, store.context(), module.pointer(), instance, trap);
            store.checkInstantiation(error, trap.get(ValueLayout.ADDRESS, 0));
            done = true;
        } finally {
            if (event != null) {
                event.finish(false, done);
            }
        }
        return instance;
    }
}
