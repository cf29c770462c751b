package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;

/** The trap that ends a guest whose host function threw. */
final class HostTrap {
    /** Made once: when the thrown is a {@link StackOverflowError} there may be little room to make it. */
    private static final MemorySegment MESSAGE = NativeText.utf8(Unloading.arena(), "a host function threw");

    private HostTrap() {}

    /** Links what {@link #of} calls, where there is stack for it: what fails in there ends the JVM. */
    static void link() {
        Wasmtime.wasmtime_trap_new$handle();
        Exceptions.link();
    }

    /**
     * The {@code wasm_trap_t} for what was thrown, which the engine owns. An exception of WebAssembly goes to the guest,
     * which may catch it; anything else is kept in the store.
     */
    static MemorySegment of(Store store, Throwable thrown) {
        var exception = store.exceptions().throwInto(thrown);
        return exception != null ? exception : park(store, thrown);
    }

    /** Keeps what was thrown in the store. */
    static MemorySegment park(Store store, Throwable thrown) {
        store.park(thrown);
        return Wasmtime.wasmtime_trap_new(MESSAGE, MESSAGE.byteSize());
    }
}
