package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.util.Objects;

/**
 * A reference to an object in the heap of a guest: a struct, an array or an exception. Java cannot look into it, but
 * give it to the guests of its store, which keep the object alive as Java does by holding this.
 *
 * <p>Belongs to a store, and is used by one thread at a time, like the store.
 *
 * @see <a href="https://webassembly.github.io/spec/core/syntax/types.html#reference-types">WebAssembly: reference
 *     types</a>
 */
public final class GcReference {
    private final Store store;
    private final long place;

    GcReference(Store store, long place) {
        this.store = store;
        this.place = place;
    }

    /**
     * Whether two references are to the same object, WebAssembly's {@code ref.eq}.
     *
     * @param other another reference
     * @return true if they are to the same object of one store
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public boolean isSameAs(GcReference other) {
        Objects.requireNonNull(other, "other");
        if (other.store != store) {
            return false;
        }
        store.enter();
        try {
            return Wasmtime.jwasi_reference_eq(store.context(), place, other.place);
        } finally {
            store.exit();
        }
    }

    Store store() {
        return store;
    }

    /** Its number in the native library. */
    long place() {
        return place;
    }

    @Override
    public String toString() {
        return "reference " + place;
    }
}
