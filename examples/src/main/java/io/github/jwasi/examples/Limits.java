package io.github.jwasi.examples;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.Store;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.TrapException;
import io.github.jwasi.WebAssembly;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Ends guests that nobody trusts: by fuel, by a limit of memory, and after a time. */
public final class Limits {
    private static final byte[] GUEST = """
            (module
              (memory (export "memory") 1)
              (func (export "grow") (result i32) (memory.grow (i32.const 1000)))
              (func (export "loop") (loop $again (br $again))))
            """.getBytes(StandardCharsets.UTF_8);

    private Limits() {}

    /**
     * Runs the guests.
     *
     * @param args none
     */
    public static void main(String[] args) {
        endByFuel();
        endByTime();
    }

    private static void endByFuel() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withFuel(true));
                var module = engine.compile(GUEST);
                var store = Store.create(
                        engine, StoreOptions.DEFAULT.withFuel(1_000_000).withMaxMemory(1 << 20));
                var instance = WebAssembly.instantiate(store, module, Map.of())) {
            System.out.println("grow: " + instance.function("grow").call());
            store.limitHit().ifPresent(System.out::println);
            instance.function("loop").call();
        } catch (TrapException e) {
            System.out.println("loop: " + e.trap());
        }
    }

    private static void endByTime() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(GUEST);
                var store = Store.create(engine, StoreOptions.DEFAULT.withDeadline(Duration.ofMillis(100)));
                var instance = WebAssembly.instantiate(store, module, Map.of())) {
            instance.function("loop").call();
        } catch (TrapException e) {
            System.out.println("loop: " + e.trap());
        }
    }
}
