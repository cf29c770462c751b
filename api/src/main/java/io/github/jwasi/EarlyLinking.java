package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Links a module before there is a store: finds what it imports, checks it, and gives it to the engine. */
final class EarlyLinking {
    private final Module module;
    private final Map<String, ? extends Map<String, ? extends ImportValue>> imports;
    private final List<ImportType> missing = new ArrayList<>();
    private final List<HostCall.Linked> functions = new ArrayList<>();
    private final List<Integer> indices = new ArrayList<>();
    private boolean usesWasi;

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
            throw Linking.missing(missing);
        }
        return new LinkedModule(module, linked(), functions.toArray(HostCall.Linked[]::new), usesWasi);
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
            indices.add(index);
        } else {
            throw refused(wanted, given);
        }
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
                                + "functions of the host only");
    }

    private MemorySegment linked() {
        try (var arena = Arena.ofConfined()) {
            var numbers = arena.allocateFrom(
                    ValueLayout.JAVA_LONG,
                    indices.stream().mapToLong(Integer::longValue).toArray());
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_linked_new(
                    module.engine().wasiLinker().pointer(),
                    module.pointer(),
                    numbers,
                    indices.size(),
                    HostCall.STUB,
                    out);
            if (NativeFailure.is(error)) {
                throw new LinkException(NativeFailure.message(error));
            }
            return out.get(ValueLayout.ADDRESS, 0);
        }
    }
}
