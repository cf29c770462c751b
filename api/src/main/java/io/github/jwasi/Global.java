package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.jwasi_slot_t;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A global variable of a store: one that an instance exports, or one of the host.
 *
 * @see <a href="https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface/Global">JavaScript:
 *     WebAssembly.Global</a>
 */
public final class Global implements ExportValue {
    private final Extern handle;
    private final GlobalType type;
    private final Values values;

    Global(Extern handle, GlobalType type) {
        this.handle = handle;
        this.type = type;
        values = Values.of(type.content());
    }

    /**
     * A new global, for instances to import.
     *
     * @param store where it will live, until the store is closed
     * @param type its type
     * @param value its value at first, as {@link #get} gives it
     * @return the global
     * @throws IllegalArgumentException if the value is of another type, or the type names a type of a module
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public static Global create(Store store, GlobalType type, @Nullable Object value) {
        Objects.requireNonNull(type, "type");
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var handle = Extern.allocate(store.memory(), Extern.GLOBAL);
            var text = NativeText.utf8(arena, type.content().text());
            var error = Wasmtime.jwasi_global_new(
                    store.context(),
                    text,
                    text.byteSize(),
                    type.mutable(),
                    slot(arena, store, Values.of(type.content()), value, "the new global"),
                    wasmtime_extern_t.of(handle));
            NativeFailure.checkArgument("the new global", error);
            return (Global) store.externs().export(new Extern(store, handle, "of the host"), type);
        } finally {
            store.exit();
        }
    }

    @Override
    public GlobalType type() {
        return type;
    }

    /**
     * The value.
     *
     * @return an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32), {@link Double} (f64), {@link V128}, or
     *     for a reference what {@link Function#call} gives
     * @throws IllegalArgumentException if Java has no values of the type
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public @Nullable Object get() {
        values.checkKnown(this);
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var slot = jwasi_slot_t.allocate(arena);
            NativeFailure.checkArgument(handle.name(), Wasmtime.jwasi_global_get(store.context(), handle.of(), slot));
            return values.read(store, 0, slot, 0);
        } finally {
            store.exit();
        }
    }

    /**
     * Sets the value.
     *
     * @param value as {@link #get} gives it
     * @throws IllegalArgumentException if the value is of another type or of another store
     * @throws IllegalStateException if the global is not mutable, or the store is closed or used by another thread
     */
    public void set(@Nullable Object value) {
        values.checkKnown(this);
        if (!type.mutable()) {
            throw new IllegalStateException("the global " + handle.name() + " is not mutable");
        }
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var slot = slot(arena, store, values, value, handle.name());
            NativeFailure.checkArgument(handle.name(), Wasmtime.jwasi_global_set(store.context(), handle.of(), slot));
        } finally {
            store.exit();
        }
    }

    private static MemorySegment slot(Arena arena, Store store, Values values, @Nullable Object value, String name) {
        var slot = jwasi_slot_t.allocate(arena);
        values.write(store, new @Nullable Object[] {value}, slot, 0, index -> "the value of " + name);
        return slot;
    }

    Extern handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "global " + handle.name() + " " + type;
    }
}
