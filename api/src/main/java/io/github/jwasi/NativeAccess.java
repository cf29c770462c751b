package io.github.jwasi;

import io.github.jwasi.bindings.NativeLibrary;
import java.lang.foreign.MemorySegment;

/** The way into native code. */
final class NativeAccess {
    private NativeAccess() {}

    /**
     * Loads the library, and asks early whether this module too is granted native access: a class whose constants need
     * either would fail for good, and say why only once.
     *
     * @throws io.github.jwasi.spi.NativeLibraryException if the library cannot be loaded or used
     */
    static void require() {
        NativeLibrary.load();
        try {
            MemorySegment.NULL.reinterpret(0);
        } catch (IllegalCallerException e) {
            throw NativeLibrary.accessDenied(e);
        }
    }
}
