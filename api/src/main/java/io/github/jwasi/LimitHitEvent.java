package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.jwasi_limit_hit_t;
import java.lang.foreign.MemorySegment;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import org.jspecify.annotations.Nullable;

/** A limit of a store refused something: see {@link LimitHit}. */
@Name("io.github.jwasi.LimitHit")
@Label("Limit Hit")
@Description("A limit of a store refused memory, table elements, or an instance")
@Category("jwasi")
final class LimitHitEvent extends Event {
    @Label("Limit")
    @Description("The option of StoreOptions")
    @Nullable
    String option;

    @Label("Value")
    @Description("What the limit is")
    long limit;

    @Label("Used")
    @Description("How much was in use")
    long used;

    @Label("Wanted")
    @Description("How much was wanted beside that")
    long wanted;

    /** Made when the first store is while events are recorded. */
    private static final class Stub {
        static final MemorySegment HIT =
                UpcallStub.of(jwasi_limit_hit_t.Function.class, LimitHitEvent::hit, jwasi_limit_hit_t.descriptor());
    }

    /** Has a new store report what its limits refuse. */
    static void listen(MemorySegment store) {
        Wasmtime.jwasi_store_report_limits(store, Stub.HIT);
    }

    /** Called by the engine, in the middle of the guest's call. It throws nothing, which would end the JVM. */
    private static void hit(long which, long most, long inUse, long more) {
        try {
            var event = new LimitHitEvent();
            if (event.shouldCommit()) {
                event.option = LimitHit.option((int) which);
                event.limit = most;
                event.used = inUse;
                event.wanted = more;
                event.commit();
            }
        } catch (Throwable unrecorded) {
            // The guest goes on as if nobody recorded it.
        }
    }
}
