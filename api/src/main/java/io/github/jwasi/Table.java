package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.jwasi_slot_t;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of references in a store: one that an instance exports, or one of the host.
 *
 * @see <a href="https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface/Table">JavaScript:
 *     WebAssembly.Table</a>
 */
public final class Table implements ExportValue {
    private static final long NO_MAXIMUM = -1;

    private final Extern handle;
    private final TableType type;
    private final Values values;

    Table(Extern handle, TableType type) {
        this.handle = handle;
        this.type = type;
        values = Values.of(type.element());
    }

    /**
     * A new table, for instances to import.
     *
     * @param store where it will live, until the store is closed
     * @param type its type
     * @param initial every element at first: a {@link Function} for funcref, any object for externref, or null
     * @return the table
     * @throws IllegalArgumentException if the type is impossible or names a type of a module, the element is of another
     *     type, or the table is larger than the store allows
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public static Table create(Store store, TableType type, @Nullable Object initial) {
        Objects.requireNonNull(type, "type");
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var handle = Extern.allocate(store.memory(), Extern.TABLE);
            var element = NativeText.utf8(arena, type.element().text());
            var error = Wasmtime.jwasi_table_new(
                    store.context(),
                    element,
                    element.byteSize(),
                    type.minimum(),
                    type.maximum().orElse(NO_MAXIMUM),
                    type.is64(),
                    slot(arena, store, Values.of(type.element()), initial, "the new table"),
                    wasmtime_extern_t.of(handle));
            NativeFailure.checkArgument("the new table", error);
            return (Table) store.externs().export(new Extern(store, handle, "of the host"), type);
        } finally {
            store.exit();
        }
    }

    @Override
    public TableType type() {
        return type;
    }

    /**
     * The count of elements that the table has now.
     *
     * @return 0 or more
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long size() {
        var store = handle.store();
        store.enter();
        try {
            return Wasmtime.wasmtime_table_size(store.context(), handle.of());
        } finally {
            store.exit();
        }
    }

    /**
     * An element.
     *
     * @param index 0 to the size less one
     * @return what {@link Function#call} gives for a reference: a {@link Function} for funcref, any object for externref
     * @throws IndexOutOfBoundsException if the table has no such element
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public @Nullable Object get(long index) {
        values.checkKnown(this);
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            checkRange(index, 1);
            var slot = jwasi_slot_t.allocate(arena);
            NativeFailure.checkArgument(
                    toString(), Wasmtime.jwasi_table_get(store.context(), handle.of(), index, slot));
            return values.read(store, 0, slot, 0);
        } finally {
            store.exit();
        }
    }

    /**
     * Sets an element.
     *
     * @param index 0 to the size less one
     * @param element as {@link #get} gives it
     * @throws IllegalArgumentException if the element is of another type or of another store
     * @throws IndexOutOfBoundsException if the table has no such element
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public void set(long index, @Nullable Object element) {
        fill(index, 1, element);
    }

    /**
     * Sets several elements.
     *
     * @param index the first, 0 or more
     * @param count how many, 0 or more
     * @param element as {@link #get} gives it
     * @throws IllegalArgumentException if the element is of another type or of another store
     * @throws IndexOutOfBoundsException if the table has no such elements
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public void fill(long index, long count, @Nullable Object element) {
        values.checkKnown(this);
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            checkRange(index, count);
            var slot = slot(arena, store, values, element, toString());
            NativeFailure.checkArgument(
                    toString(), Wasmtime.jwasi_table_fill(store.context(), handle.of(), index, slot, count));
        } finally {
            store.exit();
        }
    }

    /**
     * Adds elements.
     *
     * @param count how many, 0 or more
     * @param initial the new elements, as {@link #get} gives them
     * @return the size before
     * @throws IllegalArgumentException if the count is negative, the element is of another type or of another store, or
     *     the table's maximum or the store's limit does not allow so many
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public long grow(long count, @Nullable Object initial) {
        values.checkKnown(this);
        if (count < 0) {
            throw new IllegalArgumentException("the count must be 0 or more, given " + count);
        }
        var store = handle.store();
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var slot = slot(arena, store, values, initial, toString());
            var size = arena.allocate(ValueLayout.JAVA_LONG);
            NativeFailure.checkArgument(
                    toString(), Wasmtime.jwasi_table_grow(store.context(), handle.of(), count, slot, size));
            return size.get(ValueLayout.JAVA_LONG, 0);
        } finally {
            store.exit();
        }
    }

    private void checkRange(long index, long count) {
        long size = Wasmtime.wasmtime_table_size(handle.store().context(), handle.of());
        if (index < 0 || count < 0 || index > size - count) {
            throw new IndexOutOfBoundsException(
                    (count == 1 ? "index " + index : count + " elements from index " + index) + " of the " + this
                            + ", which has " + size + " elements");
        }
    }

    private static MemorySegment slot(Arena arena, Store store, Values values, @Nullable Object value, String name) {
        var slot = jwasi_slot_t.allocate(arena);
        values.write(store, new @Nullable Object[] {value}, slot, 0, index -> "an element of " + name);
        return slot;
    }

    Extern handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "table " + handle.name() + " " + type;
    }
}
