package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_tag_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** The exceptions of WebAssembly on their way through a store. */
final class Exceptions {
    private final Store store;

    /** What a host function threw last: it comes out as the same object if no guest catches it. */
    private @Nullable WasmException thrown;

    Exceptions(Store store) {
        this.store = store;
    }

    /** Links what {@link #throwInto} calls, where there is stack for it. */
    static void link() {
        Wasmtime.jwasi_exception_throw$handle();
    }

    /** The guest's object for an exception of the host. */
    static GcReference create(Tag tag, @Nullable Object[] given) {
        var store = tag.handle().store();
        var values = tag.values();
        if (given.length != values.count()) {
            throw new IllegalArgumentException("an exception with the " + tag + " has " + values.count()
                    + " values, and given were " + given.length);
        }
        store.enter();
        try (var arena = Arena.ofConfined()) {
            var slots = slots(arena, values);
            values.write(store, given, slots, 0, index -> "value " + index + " of an exception with the " + tag);
            var place = arena.allocate(ValueLayout.JAVA_LONG);
            NativeFailure.checkArgument(
                    "an exception with the " + tag,
                    Wasmtime.jwasi_exception_new(store.context(), tag.handle().of(), slots, values.count(), place));
            return store.references().reference(place.get(ValueLayout.JAVA_LONG, 0));
        } finally {
            store.exit();
        }
    }

    /** The trap that throws an exception into the guest, or null if it is one of another store. */
    @SuppressWarnings("ReferenceEquality") // of stores
    @Nullable
    MemorySegment throwInto(Throwable exception) {
        if (exception instanceof WasmException wasm) {
            var reference = wasm.reference();
            if (reference != null && reference.store() == store) {
                thrown = wasm;
                return Wasmtime.jwasi_exception_throw(store.context(), reference.place());
            }
        }
        return null;
    }

    /** The exception that ended a call, if one did. */
    @Nullable
    WasmException take() {
        try (var arena = Arena.ofConfined()) {
            var place = arena.allocate(ValueLayout.JAVA_LONG);
            var tag = wasmtime_tag_t.allocate(arena);
            if (!Wasmtime.jwasi_exception_take(store.context(), place, tag)) {
                return null;
            }
            var reference = store.references().reference(place.get(ValueLayout.JAVA_LONG, 0));
            var same = same(reference);
            return same != null ? same : read(arena, reference, store.externs().tag(tag));
        }
    }

    private @Nullable WasmException same(GcReference reference) {
        var last = thrown;
        thrown = null;
        return last != null
                        && last.reference() != null
                        && Wasmtime.jwasi_reference_eq(
                                store.context(), last.reference().place(), reference.place())
                ? last
                : null;
    }

    private WasmException read(Arena arena, GcReference reference, Tag tag) {
        var values = tag.values();
        var slots = slots(arena, values);
        NativeFailure.checkArgument(
                "the exception",
                Wasmtime.jwasi_exception_fields(store.context(), reference.place(), slots, values.count()));
        return new WasmException(tag, values.readAll(store, slots, 0), reference);
    }

    private static MemorySegment slots(Arena arena, Values values) {
        return arena.allocate(Math.max(values.count(), 1) * CallStack.SLOT, CallStack.SLOT);
    }
}
