package io.github.jwasi.bindings;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * What is worth a line in the log about the library.
 *
 * <p>That it was loaded from where it always is, is not: to find the logger takes longer than to load the library. Flight
 * Recorder has an event for that.
 */
final class LibraryLog {
    private LibraryLog() {}

    static void write(LibrarySearch search) {
        var failures = search.failures();
        if (!failures.isEmpty()) {
            logger().log(
                            Level.WARNING,
                            "the native library of " + search.origin()
                                    + " was loaded, as nothing before it could be used: "
                                    + String.join("; ", failures));
        } else if (search.isUnpacked()) {
            logger().log(Level.DEBUG, "the native library was unpacked to " + search.file());
        }
    }

    private static Logger logger() {
        return System.getLogger("io.github.jwasi");
    }
}
