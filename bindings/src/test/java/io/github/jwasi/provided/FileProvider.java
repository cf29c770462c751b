package io.github.jwasi.provided;

import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** Loads the library that a system property names. */
public final class FileProvider implements NativeLibraryProvider {
    /** Names the file. */
    public static final String PROPERTY = "jwasi.test.provided";

    @Override
    @SuppressWarnings("restricted")
    public SymbolLookup lookup(Arena arena) throws IOException {
        var file = System.getProperty(PROPERTY);
        if (file == null) {
            throw new IOException("nothing provided");
        }
        return SymbolLookup.libraryLookup(Path.of(file), arena);
    }
}
