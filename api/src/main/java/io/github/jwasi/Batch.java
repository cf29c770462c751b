package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasmtime_func_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** An instance of a {@link BatchModule} for one function. */
final class Batch {
    private final Store store;
    private final BatchModule module;
    private final MemorySegment run;
    private final MemorySegment memory;

    Batch(Function callee, BatchModule module) {
        store = callee.store();
        this.module = module;
        run = wasmtime_func_t.allocate(store.memory());
        try (var arena = Arena.ofConfined()) {
            var base = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_batch_new(store.context(), module.pointer(), callee.pointer(), run, base);
            if (NativeFailure.is(error)) {
                throw new LinkException("calling " + callee + " for each row: " + NativeFailure.message(error));
            }
            // Sound: the memory has one page, never grows and lives as long as the store, whose owner alone comes here.
            memory = base.get(ValueLayout.ADDRESS, 0).reinterpret(BatchModule.SIZE);
        }
    }

    /** Calls the function for all rows. Where a call fails, the results of those before it are there. */
    void call(BatchColumns columns) {
        for (int first = 0; first < columns.count(); ) {
            int count = Math.min(columns.count() - first, module.rows());
            columns.writeArguments(memory, module, first, count);
            // For a call that does not even begin.
            memory.set(ValueKind.INT, 0, 0);
            try {
                run(count);
            } finally {
                int done = memory.get(ValueKind.INT, 0) / BatchModule.ROW;
                columns.readResults(memory, module, first, done);
            }
            first += count;
        }
    }

    private void run(int count) {
        var stack = store.stack();
        var before = stack.block();
        long used = stack.used();
        try {
            var frame = stack.frame(stack.push(1), 1);
            frame.set(ValueKind.INT, 0, count * BatchModule.ROW);
            stack.call(store, run, frame, 1);
        } finally {
            stack.pop(before, used);
        }
    }
}
