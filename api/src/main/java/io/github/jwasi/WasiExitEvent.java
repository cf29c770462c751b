package io.github.jwasi;

import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A guest has run, from its start to its exit. */
@Name("io.github.jwasi.WasiExit")
@Label("WASI Exit")
@Description("A command or reactor has run, which took the duration of the event")
@Category("jwasi")
final class WasiExitEvent extends Event {
    @Label("Function")
    @Description("_start or _initialize")
    @Nullable
    String function;

    @Label("Program")
    @Description("The first argument, where there is one")
    @Nullable
    String program;

    @Label("Exit Code")
    @Description("0 where the function returned or threw")
    int exitCode;

    @Label("Thrown")
    @Description("The class of what the function threw, such as a trap")
    @Nullable
    Class<?> thrown;

    static WasiExitEvent begun() {
        var event = new WasiExitEvent();
        event.begin();
        return event;
    }

    void finish(String called, List<String> args, @Nullable Throwable failure) {
        end();
        if (shouldCommit()) {
            function = called;
            program = args.isEmpty() ? null : args.getFirst();
            if (failure instanceof ExitException exit) {
                exitCode = exit.code();
            } else {
                thrown = failure == null ? null : failure.getClass();
            }
            commit();
        }
    }
}
