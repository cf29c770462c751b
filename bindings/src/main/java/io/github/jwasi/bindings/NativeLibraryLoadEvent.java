package io.github.jwasi.bindings;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** Recorded where the library was loaded, and not where it could not be, as an exception says that. */
@Name("io.github.jwasi.NativeLibraryLoad")
@Label("Native Library Load")
@Description("The native library of jwasi is found, unpacked if need be, and loaded")
@Category("jwasi")
final class NativeLibraryLoadEvent extends Event {
    @Label("File")
    @Description("Nothing where a provider gave the library")
    @Nullable
    String file;

    @Label("Origin")
    @Description("Who named the file: a system property, a provider or a jar")
    @Nullable
    String origin;

    @Label("Unpacked")
    @Description("Whether the file was written just now")
    boolean unpacked;

    static NativeLibraryLoadEvent begun() {
        var event = new NativeLibraryLoadEvent();
        event.begin();
        return event;
    }

    void finish(LibrarySearch search) {
        end();
        if (shouldCommit()) {
            var found = search.file();
            file = found == null ? null : found.toAbsolutePath().toString();
            origin = search.origin();
            unpacked = search.isUnpacked();
            commit();
        }
    }
}
