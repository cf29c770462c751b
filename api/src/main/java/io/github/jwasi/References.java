package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the guests of a store hold of Java's objects, by number, and Java of theirs. */
final class References {
    private static final int BATCH = 256;

    private final Store store;

    private final List<@Nullable Object> objects = new ArrayList<>();
    private final List<Integer> free = new ArrayList<>();

    /** How many objects there are when it is time to ask which of them no guest holds any more. */
    private int threshold = BATCH;

    private final ReferenceQueue<GcReference> dropped = new ReferenceQueue<>();
    private final Set<Held> held = new HashSet<>();

    References(Store store) {
        this.store = store;
    }

    private static final class Held extends PhantomReference<GcReference> {
        private final long place;

        Held(GcReference reference, ReferenceQueue<GcReference> queue) {
            super(reference, queue);
            place = reference.place();
        }
    }

    /** A number under which the guests can hold an object of Java. */
    int add(Object object) {
        if (objects.size() - free.size() >= threshold) {
            removeDroppedObjects();
            threshold = Math.max(BATCH, 2 * (objects.size() - free.size()));
        }
        if (free.isEmpty()) {
            objects.add(object);
            return objects.size() - 1;
        }
        int number = free.removeLast();
        objects.set(number, object);
        return number;
    }

    Object object(long number) {
        return Objects.requireNonNull(objects.get((int) number));
    }

    /** What Java holds of a guest's object: the native library keeps it until nothing in Java does. */
    GcReference reference(long place) {
        removeDroppedReferences();
        var reference = new GcReference(store, place);
        held.add(new Held(reference, dropped));
        return reference;
    }

    /** Lets both sides' collectors tell what is not held any more. */
    void collect() {
        removeDroppedReferences();
        var error = Wasmtime.jwasi_context_gc(store.context());
        if (NativeFailure.is(error)) {
            throw new IllegalStateException(NativeFailure.message(error));
        }
        removeDroppedObjects();
    }

    private void removeDroppedReferences() {
        for (Reference<?> gone = dropped.poll(); gone != null; gone = dropped.poll()) {
            var reference = (Held) gone;
            held.remove(reference);
            Wasmtime.jwasi_reference_delete(store.context(), reference.place);
        }
    }

    private void removeDroppedObjects() {
        try (var arena = Arena.ofConfined()) {
            var numbers = arena.allocate(ValueLayout.JAVA_LONG, BATCH);
            long count;
            do {
                count = Wasmtime.jwasi_dropped_objects(store.context(), numbers, BATCH);
                for (long i = 0; i < count; i++) {
                    int number = (int) numbers.getAtIndex(ValueLayout.JAVA_LONG, i);
                    objects.set(number, null);
                    free.add(number);
                }
            } while (count == BATCH);
        }
    }
}
