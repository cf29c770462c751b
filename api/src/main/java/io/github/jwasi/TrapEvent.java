package io.github.jwasi;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A guest was stopped, which its host sees as a {@link TrapException}. */
@Name("io.github.jwasi.Trap")
@Label("Trap")
@Description("A guest was stopped by an instruction, by a limit or from outside")
@Category("jwasi")
final class TrapEvent extends Event implements Runnable {
    @Label("Kind")
    @Description("A constant of Trap")
    @Nullable
    String kind;

    @Label("Message")
    @Nullable
    String message;

    @Label("Guest Stack")
    @Description("The frames of the guest, innermost first, one a line")
    @Nullable
    String guestStack;

    @Label("Stopped Thread")
    @Description("The thread that ran the guest; the event is of another where too little stack was left")
    Thread stopped;

    private final transient TrapException trap;

    TrapEvent(TrapException trap) {
        this.trap = trap;
        stopped = Thread.currentThread();
    }

    /** On this thread if it has the stack for that. */
    static void record(TrapException trap) {
        if (Events.areOn()) {
            new TrapEvent(trap).run();
        } else {
            FreshStack.run(new TrapEvent(trap));
        }
    }

    @Override
    public void run() {
        if (shouldCommit()) {
            kind = trap.trap().name();
            message = trap.getMessage();
            guestStack = trap.wasmStackTrace();
            commit();
        }
    }
}
