package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_val_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A global that an instance exports. */
public final class Global implements ExportValue {
    private final Extern handle;
    private final GlobalType type;

    Global(Extern handle, GlobalType type) {
        this.handle = handle;
        this.type = type;
    }

    @Override
    public GlobalType type() {
        return type;
    }

    /**
     * The value.
     *
     * @return an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32) or {@link Double} (f64)
     * @throws IllegalArgumentException if the type is none of these
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public Object get() {
        checkSupported();
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var value = wasmtime_val_t.allocate(arena);
            Wasmtime.wasmtime_global_get(store.context(), handle.of(), value);
            return Values.read(type.content(), wasmtime_val_t.of(value), 0);
        } finally {
            store.exit();
        }
    }

    /**
     * Sets the value.
     *
     * @param value as {@link #get} gives it
     * @throws IllegalArgumentException if the value is of another type
     * @throws IllegalStateException if the global is not mutable, or the store is closed or used by another thread
     */
    public void set(Object value) {
        checkSupported();
        if (!type.mutable()) {
            throw new IllegalStateException("the global " + handle.name() + " is not mutable");
        }
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var error = Wasmtime.wasmtime_global_set(store.context(), handle.of(), tagged(arena, value));
            if (NativeFailure.is(error)) {
                throw new IllegalArgumentException(handle.name() + ": " + NativeFailure.message(error));
            }
        } finally {
            store.exit();
        }
    }

    private MemorySegment tagged(Arena arena, Object value) {
        var tagged = wasmtime_val_t.allocate(arena);
        wasmtime_val_t.kind(tagged, kind());
        Values.write(type.content(), value, wasmtime_val_t.of(tagged), 0, () -> "the value of " + handle.name());
        return tagged;
    }

    /** The numeric types have the numbers 0 to 3 in {@code wasmtime/val.h}. */
    private byte kind() {
        return switch (type.content().text()) {
            case "i32" -> 0;
            case "i64" -> 1;
            case "f32" -> 2;
            default -> 3;
        };
    }

    private void checkSupported() {
        if (!Values.isSupported(type.content())) {
            throw new IllegalArgumentException("the global " + handle.name() + " is of type " + type.content()
                    + ", and Java has values of i32, i64, f32 and f64");
        }
    }

    Extern handle() {
        return handle;
    }
}
