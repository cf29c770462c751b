package io.github.jwasi;

import java.nio.file.Path;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A module is compiled: not where it comes out of a cache. */
@Name("io.github.jwasi.Compile")
@Label("Module Compilation")
@Description("A module is compiled to machine code")
@Category("jwasi")
final class CompileEvent extends Event {
    @Label("File")
    @Description("Nothing where the module does not come from a file")
    @Nullable
    String file;

    @Label("Size")
    @Description("Of the module in binary format")
    @DataAmount
    long size;

    @Label("Compiler")
    @Nullable
    String compiler;

    @Label("Successful")
    @Description("Whether the module is valid")
    boolean successful;

    static CompileEvent begun() {
        var event = new CompileEvent();
        event.begin();
        return event;
    }

    void finish(Engine engine, @Nullable Path path, long bytes, boolean done) {
        end();
        if (shouldCommit()) {
            file = path == null ? null : path.toString();
            size = bytes;
            compiler = engine.options().compiler().name();
            successful = done;
            commit();
        }
    }
}
