package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.lang.foreign.Arena;
import java.util.Objects;

/**
 * A kind of exception in a store: one that an instance exports, or one of the host. The same tag is always the same
 * object.
 *
 * @see WasmException
 * @see <a href="https://developer.mozilla.org/en-US/docs/WebAssembly/Reference/JavaScript_interface/Tag">JavaScript:
 *     WebAssembly.Tag</a>
 */
public final class Tag implements ExportValue {
    private final Extern handle;
    private final TagType type;
    private final Values values;

    Tag(Extern handle, TagType type) {
        this.handle = handle;
        this.type = type;
        values = new Values(type.parameters());
    }

    /**
     * A new tag, for instances to import.
     *
     * @param store where it will live, until the store is closed
     * @param type the types of the values that an exception with the tag carries
     * @return the tag
     * @throws IllegalArgumentException if the type names a type of a module
     * @throws IllegalStateException if the store is closed or used by another thread
     */
    public static Tag create(Store store, TagType type) {
        Objects.requireNonNull(type, "type");
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var handle = Extern.allocate(store.memory(), Extern.TAG);
            var text = NativeText.utf8(arena, FunctionType.text(type.parameters()) + "->");
            NativeFailure.checkArgument(
                    "the new tag",
                    Wasmtime.jwasi_tag_new(store.context(), text, text.byteSize(), wasmtime_extern_t.of(handle)));
            return (Tag) store.externs().export(new Extern(store, handle, "of the host"), type);
        } finally {
            store.exit();
        }
    }

    @Override
    public TagType type() {
        return type;
    }

    /** What reads and writes the values of its exceptions. */
    Values values() {
        return values;
    }

    Extern handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "tag " + handle.name() + " " + type;
    }
}
