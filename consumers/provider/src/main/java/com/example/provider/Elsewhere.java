package com.example.provider;

import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;

/** Loads the library from the file that {@code -Dexample.library} names. */
public final class Elsewhere implements NativeLibraryProvider {
    @Override
    public SymbolLookup lookup(Arena arena) throws IOException {
        var file = System.getProperty("example.library");
        if (file == null) {
            throw new IOException("-Dexample.library=FILE is missing");
        }
        System.err.println("library of the provider");
        return SymbolLookup.libraryLookup(Path.of(file), arena);
    }
}
