package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Links a module before there is a store: finds what it imports, checks it, and gives it to the engine. */
final class EarlyLinking {
    private final Module module;
    private final Map<String, ? extends Map<String, ? extends ImportValue>> imports;
    private final List<ImportType> missing = new ArrayList<>();
    private final List<HostCall.Linked> functions = new ArrayList<>();
    private final List<Memory> memories = new ArrayList<>();
    private final List<Definition> definitions = new ArrayList<>();
    private boolean usesWasi;

    /** An import that is not of WASI, and the shared memory that it gets if it is no function. */
    private record Definition(int index, @Nullable SharedLinearMemory memory) {}

    EarlyLinking(Module module, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        this.module = module;
        this.imports = imports;
    }

    LinkedModule link() {
        var all = module.imports();
        for (int i = 0; i < all.size(); i++) {
            resolve(i, all.get(i));
        }
        if (!missing.isEmpty()) {
            throw Linking.missing(missing, "");
        }
        return new LinkedModule(
                module, linked(), functions.toArray(HostCall.Linked[]::new), List.copyOf(memories), usesWasi);
    }

    private void resolve(int index, ImportType wanted) {
        var values = imports.get(wanted.module());
        var given = values == null ? null : values.get(wanted.name());
        if (given == null) {
            resolveToWasi(wanted);
        } else if (given instanceof HostFunction function) {
            if (!function.type().equals(wanted.type())) {
                throw Linking.mismatch(wanted, function.type());
            }
            functions.add(new HostCall.Linked(function, wanted));
            definitions.add(new Definition(index, null));
        } else if (given instanceof Memory memory && memory.linear() instanceof SharedLinearMemory shared) {
            resolve(index, wanted, memory, shared);
        } else {
            throw refused(wanted, given);
        }
    }

    private void resolve(int index, ImportType wanted, Memory memory, SharedLinearMemory shared) {
        if (!(wanted.type() instanceof MemoryType)) {
            throw Linking.mismatch(wanted, memory.type());
        }
        if (memory.engine() != module.engine()) {
            throw new IllegalArgumentException(
                    "import " + wanted + ": given was a shared memory of another engine than the module's");
        }
        memories.add(memory);
        definitions.add(new Definition(index, shared));
    }

    private void resolveToWasi(ImportType wanted) {
        if (WasiFunction.isImportedAs(wanted)) {
            usesWasi = true;
        } else {
            missing.add(wanted);
        }
    }

    private static IllegalArgumentException refused(ImportType wanted, ImportValue given) {
        return new IllegalArgumentException(
                given instanceof WasiFunction
                        ? "import " + wanted
                                + ": given was a function of a WASI, which serves one store; leave it out, "
                                + "and give a WASI to each instantiation"
                        : "import " + wanted + ": given was a "
                                + ((ExportValue) given).type().kind()
                                + ", which lives in a store; there is none when a module is linked, so it can get "
                                + "functions of the host and shared memories only");
    }

    private MemorySegment linked() {
        try (var arena = Arena.ofConfined()) {
            var count = definitions.size();
            var indices = arena.allocate(ValueLayout.JAVA_LONG, count);
            var pointers = arena.allocate(ValueLayout.ADDRESS, count);
            for (int i = 0; i < count; i++) {
                var definition = definitions.get(i);
                indices.setAtIndex(ValueLayout.JAVA_LONG, i, definition.index());
                if (definition.memory() != null) {
                    pointers.setAtIndex(
                            ValueLayout.ADDRESS, i, definition.memory().reference(arena));
                }
            }
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_linked_new(
                    module.engine().wasiLinker().pointer(),
                    module.pointer(),
                    indices,
                    pointers,
                    count,
                    HostCall.STUB,
                    out);
            if (NativeFailure.is(error)) {
                throw new LinkException(NativeFailure.message(error));
            }
            return out.get(ValueLayout.ADDRESS, 0);
        }
    }
}
