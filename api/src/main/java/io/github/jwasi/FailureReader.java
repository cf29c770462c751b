package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a call into wasm reports.
 *
 * <p>That links native functions and lambdas, by initialisers that are unusable for ever once they meet the end of the
 * stack, as they may well do: that the stack ends is what the failure may be. So another thread, whose stack is fresh,
 * reads the first failure, and each later one for which the calling thread has little stack left.
 */
final class FailureReader implements Runnable {
    private static volatile boolean linked;

    private final MemorySegment error;
    private final MemorySegment trap;
    private @Nullable NativeFailure read;
    private @Nullable Throwable thrown;

    private FailureReader(MemorySegment error, MemorySegment trap) {
        this.error = error;
        this.trap = trap;
    }

    /**
     * Reads and frees what there is.
     *
     * @return null if both are null
     */
    static @Nullable NativeFailure read(MemorySegment error, MemorySegment trap) {
        if (!NativeFailure.is(error) && !NativeFailure.is(trap)) {
            return null;
        }
        var reader = new FailureReader(error, trap);
        if (linked && Wasmtime.jwasi_remaining_stack() >= FreshStack.ENOUGH) {
            reader.read();
        } else {
            FreshStack.run(reader);
        }
        if (reader.thrown != null) {
            throw HostException.<RuntimeException>unchecked(reader.thrown);
        }
        return reader.read;
    }

    private void read() {
        read = NativeFailure.is(error) ? NativeFailure.ofError(error) : NativeFailure.ofTrap(trap);
    }

    @Override
    public void run() {
        try {
            read();
            // For the next failure, and for what the calling thread does with this one.
            Wasmtime.jwasi_remaining_stack();
            Wasmtime.jwasi_required_stack(0);
            Wasmtime.jwasi_exception_take$handle();
            WasmStackTrace.link();
            linked = true;
        } catch (Throwable e) {
            thrown = e;
        }
    }
}
