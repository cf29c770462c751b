package io.github.jwasi.spi;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;

/**
 * Brings a native library of one's own, found by {@link java.util.ServiceLoader}.
 *
 * <p>It is asked after the system property {@code jwasi.library.path} and before the jars of the class path.
 */
public interface NativeLibraryProvider {
    /**
     * Loads the library.
     *
     * @param arena how long the library has to stay loaded: until the JVM ends
     * @return the symbols of a build of jwasi's own library, of the same version
     * @throws IOException if the library is not to be had. Then, and after any other exception, the next provider is
     *     asked; the messages are shown if none succeeds
     */
    SymbolLookup lookup(Arena arena) throws IOException;
}
