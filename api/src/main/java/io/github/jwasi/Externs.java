package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_union_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions, globals, tables and tags of a store that Java has seen: one object each, as in JavaScript. */
final class Externs {
    private final Store store;
    private final Map<Extern.Key, ExportValue> known = new HashMap<>();

    Externs(Store store) {
        this.store = store;
    }

    /** The object for a handle, made if there is none yet. */
    ExportValue export(Extern extern, ExternType type) {
        return Extern.kind(extern.handle()) == Extern.SHARED_MEMORY ? shared(extern, type) : own(extern, type);
    }

    /** A shared memory, of which the handle owns a reference. */
    private Memory shared(Extern extern, ExternType type) {
        var reference = wasmtime_extern_union_t.sharedmemory(extern.of());
        var linear = new SharedLinearMemory(Arena.ofAuto(), reference, extern.name());
        return add(new Memory(store.engine(), linear, (MemoryType) type), linear);
    }

    /** Makes a shared memory known in the store, and gives the object that stands for it there. */
    Memory add(Memory memory, SharedLinearMemory linear) {
        store.waitBreaker().add(linear);
        var key = new Extern.Key(Extern.SHARED_MEMORY, linear.address(), 0, 0);
        return (Memory) known.computeIfAbsent(key, first -> memory);
    }

    private ExportValue own(Extern extern, ExternType type) {
        return known.computeIfAbsent(extern.key(), key -> make(extern, type));
    }

    @Nullable
    ExportValue known(Extern extern) {
        return known.get(extern.key());
    }

    /** Keeps the handle of a thing that is new in the store. */
    Function add(MemorySegment handle, FunctionType type) {
        return (Function) export(new Extern(store, handle, "of the host"), type);
    }

    private static ExportValue make(Extern extern, ExternType type) {
        return switch (type) {
            case FunctionType function -> new Function(extern, function);
            case GlobalType global -> new Global(extern, global);
            case MemoryType memory -> new Memory(extern, memory);
            case TableType table -> new Table(extern, table);
            case TagType tag -> new Tag(extern, tag);
        };
    }

    /** The function that a {@code wasmtime_func_t} refers to, which may be one that no instance exports. */
    Function function(MemorySegment func) {
        var key = Extern.functionKey(func);
        var function = known.get(key);
        return function != null ? (Function) function : function(func, "reference");
    }

    /** As {@link #function(MemorySegment)}, with how messages shall call it if it is new. */
    Function function(MemorySegment func, String name) {
        var kept = Extern.ofFunction(store.memory(), func);
        var type = type(vector -> Wasmtime.jwasi_func_type(store.context(), func, vector));
        return (Function) export(new Extern(store, kept, name), type);
    }

    /** The tag that a {@code wasmtime_tag_t} refers to. */
    Tag tag(MemorySegment tag) {
        var kept = Extern.ofTag(store.memory(), tag);
        var extern = new Extern(store, kept, "of a guest");
        var found = known(extern);
        if (found == null) {
            found = export(extern, type(vector -> Wasmtime.jwasi_tag_type(store.context(), tag, vector)));
        }
        return (Tag) found;
    }

    private interface TypeWriter {
        MemorySegment write(MemorySegment vector);
    }

    private static ExternType type(TypeWriter writer) {
        return NativeText.vector(
                vector -> {
                    var error = writer.write(vector);
                    if (NativeFailure.is(error)) {
                        throw new AssertionError(NativeFailure.message(error));
                    }
                },
                TypeReader::type);
    }
}
