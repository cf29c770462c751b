package io.github.jwasi;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A module is looked for in the cache of its engine. */
@Name("io.github.jwasi.CacheLookup")
@Label("Module Cache Lookup")
@Description("A compiled module is looked for in the cache, and loaded if it is there")
@Category("jwasi")
final class CacheLookupEvent extends Event {
    @Label("Folder")
    @Description("The cache")
    @Nullable
    String folder;

    @Label("Hit")
    @Description("Whether the module was there and whole")
    boolean hit;

    @Label("By File")
    @Description("Whether it was found by the identity of its file, which was not read")
    boolean byFile;

    static CacheLookupEvent begun() {
        var event = new CacheLookupEvent();
        event.begin();
        return event;
    }

    void finish(Path cache, boolean found, boolean unread) {
        end();
        if (shouldCommit()) {
            folder = cache.toString();
            hit = found;
            byFile = unread;
            commit();
        }
    }
}
