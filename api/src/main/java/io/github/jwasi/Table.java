package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;

/** A table that an instance exports, for other instances of its store to import. */
public final class Table implements ExportValue {
    private final Extern handle;
    private final TableType type;

    Table(Extern handle, TableType type) {
        this.handle = handle;
        this.type = type;
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

    Extern handle() {
        return handle;
    }
}
