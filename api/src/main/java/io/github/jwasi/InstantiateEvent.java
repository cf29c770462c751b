package io.github.jwasi;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;

/** A module is instantiated, with its start function. */
@Name("io.github.jwasi.Instantiate")
@Label("Instantiation")
@Description("An instance of a module is made, and its start function runs")
@Category("jwasi")
final class InstantiateEvent extends Event {
    @Label("Linked Before")
    @Description("Whether the module was linked before, to be instantiated many times")
    boolean linkedBefore;

    @Label("Successful")
    boolean successful;

    static InstantiateEvent begun() {
        var event = new InstantiateEvent();
        event.begin();
        return event;
    }

    void finish(boolean linked, boolean done) {
        end();
        if (shouldCommit()) {
            linkedBefore = linked;
            successful = done;
            commit();
        }
    }
}
