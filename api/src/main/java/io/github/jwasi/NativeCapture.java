package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;

/**
 * What guests wrote, kept by the engine as long as a WASI may write to it, so that Java is not called at each write, and by
 * Java afterwards.
 */
final class NativeCapture {
    /** The longest array of Java. */
    static final int MOST = Integer.MAX_VALUE - 8;

    private final int most;
    private byte[] before = {};
    private MemorySegment pointer = MemorySegment.NULL;

    /** How many WASIs may write. */
    private int writers;

    NativeCapture(int most) {
        this.most = most;
    }

    /** Has a guest write to it, until {@link #end}. */
    synchronized void begin(MemorySegment wasi, int descriptor) {
        if (writers == 0) {
            pointer = Wasmtime.jwasi_capture_new(most - before.length);
        }
        writers++;
        Wasmtime.jwasi_wasi_output_capture(wasi, descriptor, pointer);
    }

    synchronized void end() {
        if (writers > 1) {
            writers--;
            return;
        }
        var last = pointer;
        try {
            before = copy();
        } finally {
            writers = 0;
            pointer = MemorySegment.NULL;
            Wasmtime.jwasi_capture_delete(last);
        }
    }

    synchronized byte[] copy() {
        if (writers == 0) {
            return before.clone();
        }
        int count = (int) Wasmtime.jwasi_capture_len(pointer);
        var bytes = Arrays.copyOf(before, before.length + count);
        try (var arena = Arena.ofConfined()) {
            var room = arena.allocate(Math.max(count, 1));
            // The guest may have written more meanwhile, but never less.
            Wasmtime.jwasi_capture_read(pointer, room, count);
            MemorySegment.copy(room, ValueLayout.JAVA_BYTE, 0, bytes, before.length, count);
        }
        return bytes;
    }
}
