package io.github.jwasi;

import io.github.jwasi.bindings.FlightRecording;
import io.github.jwasi.bindings.Wasmtime;
import java.util.List;

/**
 * Whether events are recorded, which costs next to nothing to ask where they are not.
 *
 * <p>The classes of events must be loaded where there is stack for it, as one that meets its end is unusable for ever.
 */
final class Events implements Runnable {
    private static volatile boolean linked;

    private Events() {}

    /** Whether events are recorded, and this thread has the stack to do it. */
    static boolean areOn() {
        return FlightRecording.isOn() && isRoomy();
    }

    private static boolean isRoomy() {
        link();
        return linked && Wasmtime.jwasi_remaining_stack() >= FreshStack.ENOUGH;
    }

    private static void link() {
        if (!linked) {
            FreshStack.run(new Events());
        }
    }

    @Override
    public void run() {
        Wasmtime.jwasi_remaining_stack();
        for (var event : List.of(
                new CompileEvent(),
                new CacheLookupEvent(),
                new InstantiateEvent(),
                new TrapEvent(new TrapException(Trap.OTHER, "", List.of())),
                new LimitHitEvent(),
                new WasiStartEvent(),
                new WasiExitEvent())) {
            event.shouldCommit();
        }
        linked = true;
    }
}
