package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryException;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file with the library.
 *
 * @param path the file
 * @param origin who names it, for messages
 * @param platform the platform that it has to be for
 */
record LibraryFile(Path path, String origin, Platform platform) {
    /** Loads the library, for as long as the JVM lives. */
    SymbolLookup load() {
        if (!Files.isRegularFile(path)) {
            throw new NativeLibraryException(origin + " names " + path + ", which is "
                    + (Files.exists(path) ? "no file" : "not there") + ": it has to be the file of the library");
        }
        var problem = LibraryHeader.problem(path, platform);
        if (problem != null) {
            throw refused(problem, null);
        }
        var lookup = open();
        LibraryVersion.check(lookup, path.toString());
        return lookup;
    }

    private SymbolLookup open() {
        try {
            // Sound: the library is our own build, as its version shows, and is never unloaded.
            return SymbolLookup.libraryLookup(path.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw refused(reason(), e);
        }
    }

    /** What the operating system says: the way above loses it, this one keeps it. */
    private String reason() {
        try {
            System.load(path.toAbsolutePath().toString());
            return "no reason known, as it did at the second attempt";
        } catch (UnsatisfiedLinkError e) {
            return String.valueOf(e.getMessage()).replace(path.toAbsolutePath() + ": ", "");
        }
    }

    private NativeLibraryException refused(String reason, @Nullable Throwable cause) {
        return new NativeLibraryException(
                "cannot load " + path + " (of " + origin + "): " + reason + ". " + remedy(reason), cause);
    }

    private String remedy(String reason) {
        // What glibc and musl say where code must not be mapped.
        if (reason.contains("failed to map segment") || reason.contains("Operation not permitted")) {
            return "The file system of that folder seems to be mounted noexec: name another cache folder with -D"
                    + CacheFolder.PROPERTY + ", or a file elsewhere with -D" + LibrarySearch.PROPERTY;
        }
        return "It has to be a build for " + platform.description() + ", which is in jwasi-native with the classifier "
                + platform.classifier();
    }
}
