package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.util.Map;

/**
 * A module with its memory, tables and globals: a guest.
 *
 * <p>It lives in a {@link Store}, and is used by one thread at a time.
 *
 * @see WebAssembly#instantiate(Module, Map)
 */
public final class Instance implements AutoCloseable {
    private final Store store;
    private final boolean ownsStore;
    private final Exports exports;
    private volatile boolean closed;

    Instance(Store store, boolean ownsStore, MemorySegment handle, Map<String, ExternType> exportTypes) {
        this.store = store;
        this.ownsStore = ownsStore;
        exports = new Exports(store, handle, exportTypes);
        if (store.engine().options().sharedMemory()) {
            exports.fetchSharedMemories();
        }
    }

    static Instance create(
            Store store,
            boolean ownsStore,
            Module module,
            Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        var handle = new Linking(store, module, imports).instantiate();
        return new Instance(store, ownsStore, handle, module.exportTypes());
    }

    /**
     * What the instance exports.
     *
     * @return the exports by name, in the order of the module
     * @throws IllegalStateException if the instance is closed
     */
    public Map<String, ExportValue> exports() {
        if (closed) {
            throw new IllegalStateException("the instance is closed");
        }
        return exports;
    }

    /**
     * An exported function.
     *
     * @param name its name
     * @return the function
     * @throws IllegalArgumentException if the instance exports no function of that name
     * @throws IllegalStateException if the instance is closed
     */
    public Function function(String name) {
        return export(name, Function.class);
    }

    /**
     * An exported memory.
     *
     * @param name its name, mostly {@code memory}
     * @return the memory
     * @throws IllegalArgumentException if the instance exports no memory of that name
     * @throws IllegalStateException if the instance is closed
     */
    public Memory memory(String name) {
        return export(name, Memory.class);
    }

    /**
     * An exported global.
     *
     * @param name its name
     * @return the global
     * @throws IllegalArgumentException if the instance exports no global of that name
     * @throws IllegalStateException if the instance is closed
     */
    public Global global(String name) {
        return export(name, Global.class);
    }

    /**
     * An exported table.
     *
     * @param name its name
     * @return the table
     * @throws IllegalArgumentException if the instance exports no table of that name
     * @throws IllegalStateException if the instance is closed
     */
    public Table table(String name) {
        return export(name, Table.class);
    }

    /**
     * An exported tag.
     *
     * @param name its name
     * @return the tag
     * @throws IllegalArgumentException if the instance exports no tag of that name
     * @throws IllegalStateException if the instance is closed
     */
    public Tag tag(String name) {
        return export(name, Tag.class);
    }

    /**
     * The exports as an object of an interface. Each abstract method stands for the export of its name, or of the one
     * that {@link ExportName} gives: for a function if it has the type that {@link Function#methodHandle()} describes,
     * and for any export if it has no parameters and returns {@link Function}, {@link Memory}, {@link Global},
     * {@link Table} or {@link Tag}.
     *
     * <p>A call through the object boxes its numbers: where that counts, use {@link Function#as}.
     *
     * @param type the interface
     * @return an object that calls the exports, and throws what {@link Function#call} throws
     * @param <T> the interface
     * @throws IllegalArgumentException if it is no interface, or an export is missing or of another type; the message
     *     names all that is wrong
     * @throws IllegalStateException if the instance is closed
     */
    public <T> T exports(Class<T> type) {
        return ExportsView.of(type, exports()::get);
    }

    private <T extends ExportValue> T export(String name, Class<T> kind) {
        var export = exports().get(name);
        if (!kind.isInstance(export)) {
            throw new IllegalArgumentException("the instance exports no " + kind.getSimpleName() + " named \"" + name
                    + "\"" + (export == null ? "" : ", but a " + export.type().kind()) + "; its exports are "
                    + exports.types().keySet());
        }
        return kind.cast(export);
    }

    /**
     * The store that the instance lives in.
     *
     * @return the store given to {@link WebAssembly#instantiate(Store, Module, Map)}, or the one made for the instance
     */
    public Store store() {
        return store;
    }

    /**
     * Closes the instance, and its store if it was made for the instance. In a store of the caller its memory is freed
     * when that is closed.
     *
     * @throws IllegalStateException if the store is closed with it, and this thread is inside: see {@link Store#close()}
     */
    @Override
    public void close() {
        if (ownsStore) {
            store.close();
        }
        closed = true;
    }
}
