package io.github.jwasi;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A guest begins to run. What it was {@link WasiExitEvent} says at its end. */
@Name("io.github.jwasi.WasiStart")
@Label("WASI Start")
@Description("A command or reactor is started")
@Category("jwasi")
final class WasiStartEvent extends Event {
    @Label("Function")
    @Description("_start or _initialize")
    @Nullable
    String function;

    @Label("Program")
    @Description("The first argument, where there is one")
    @Nullable
    String program;

    static void record(String called, List<String> args) {
        var event = new WasiStartEvent();
        if (event.shouldCommit()) {
            event.function = called;
            event.program = args.isEmpty() ? null : args.getFirst();
            event.commit();
        }
    }
}
