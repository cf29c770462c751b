package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryException;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;

/**
 * The version of a library.
 *
 * @param jwasi the version of the extension
 * @param wasmtime the version of the engine
 */
record LibraryVersion(String jwasi, String wasmtime) {
    /** Longer than any version. */
    private static final long MAX_BYTES = 64;

    /**
     * Refuses the library of another release: its functions and structures would differ.
     *
     * @param origin where the library is, for messages
     */
    static void check(SymbolLookup library, String origin) {
        var wanted = new LibraryVersion(
                Wasmtime.JWASI_VERSION().getString(0),
                Wasmtime.WASMTIME_VERSION().getString(0));
        var found = new LibraryVersion(
                ask(library, "jwasi_version", origin), ask(library, "jwasi_wasmtime_version", origin));
        // Field by field: a record's own way is linked at the first use, which each process would wait for.
        if (!found.jwasi.equals(wanted.jwasi) || !found.wasmtime.equals(wanted.wasmtime)) {
            throw new NativeLibraryException(
                    origin + " is " + found + ", and " + wanted + " is needed: use the library of the same release");
        }
    }

    private static String ask(SymbolLookup library, String function, String origin) {
        var address = library.find(function)
                .orElseThrow(() -> new NativeLibraryException(
                        origin + " is not the library of jwasi: it has no function " + function));
        var handle = Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(Wasmtime.C_POINTER));
        try {
            // Sound: the function returns a string of static storage.
            return ((MemorySegment) handle.invokeExact()).reinterpret(MAX_BYTES).getString(0);
        } catch (Throwable e) {
            throw new AssertionError(function + " takes nothing and throws nothing", e);
        }
    }

    @Override
    public String toString() {
        return "jwasi " + jwasi + " with wasmtime " + wasmtime;
    }
}
