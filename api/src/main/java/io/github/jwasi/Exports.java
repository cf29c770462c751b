package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The exports of an instance by name, each fetched from the engine when it is first asked for. */
final class Exports extends AbstractMap<String, ExportValue> {
    private final Store store;
    private final MemorySegment instance;
    private final Map<String, ExternType> types;
    private final Map<String, ExportValue> fetched = new HashMap<>();

    Exports(Store store, MemorySegment instance, Map<String, ExternType> types) {
        this.store = store;
        this.instance = instance;
        this.types = types;
    }

    Map<String, ExternType> types() {
        return types;
    }

    @Override
    public @Nullable ExportValue get(@Nullable Object name) {
        return name instanceof String text ? export(text) : null;
    }

    @Override
    public boolean containsKey(@Nullable Object name) {
        return get(name) != null;
    }

    @Override
    public Set<Entry<String, ExportValue>> entrySet() {
        var all = new LinkedHashMap<String, ExportValue>();
        for (var name : types.keySet()) {
            all.put(name, Objects.requireNonNull(export(name)));
        }
        return Collections.unmodifiableMap(all).entrySet();
    }

    private @Nullable ExportValue export(String name) {
        var type = types.get(name);
        return type == null ? null : export(name, type);
    }

    private ExportValue export(String name, ExternType type) {
        store.enter();
        try {
            var known = fetched.get(name);
            if (known == null) {
                known = store.externs().export(new Extern(store, handle(name), name), type);
                fetched.put(name, known);
            }
            return known;
        } finally {
            store.exit();
        }
    }

    /** Makes the shared memories known to the store, as its guests may wait in them. */
    void fetchSharedMemories() {
        types.forEach((name, type) -> {
            if (type instanceof MemoryType memory && memory.shared()) {
                export(name, type);
            }
        });
    }

    private MemorySegment handle(String name) {
        var handle = Extern.allocate(store.memory());
        try (var arena = Arena.ofConfined()) {
            var text = NativeText.utf8(arena, name);
            var error = Wasmtime.jwasi_instance_export(store.context(), instance, text, text.byteSize(), handle);
            if (NativeFailure.is(error)) {
                throw new AssertionError(NativeFailure.message(error));
            }
        }
        return handle;
    }
}
