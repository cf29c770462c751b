package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The limits of a store. */
@Timeout(60)
class StoreOptionsTest {
    @Test
    void fuelEndsALoop() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withFuel(true));
                var module = engine.compile(Guests.NOTHING
                        .replace("(func (export \"_start\"))", "(func (export \"_start\") (loop $a (br $a)))")
                        .getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine, StoreOptions.DEFAULT.withFuel(10_000))) {
            var instance = WebAssembly.instantiate(store, module, Map.of());
            assertOutOfFuel(() -> instance.function("_start").call());
            assertThat(store.fuel()).isZero();
            store.setFuel(1000);
            assertThat(instance.function("answer").call()).isEqualTo(42);
            assertThat(store.fuel()).isPositive().isLessThan(1000);
        }
    }

    @Test
    void fuelEndsAStartFunctionAndAGuestThatHasNone() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withFuel(true));
                var module = engine.compile(
                        "(module (func $f (loop $a (br $a))) (start $f))".getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine, StoreOptions.DEFAULT.withFuel(1000));
                var nothing = engine.compile(Guests.NOTHING.getBytes(StandardCharsets.UTF_8));
                var empty = Store.create(engine, StoreOptions.DEFAULT.withFuel(0))) {
            assertOutOfFuel(() -> WebAssembly.instantiate(store, module, Map.of()));
            var instance = WebAssembly.instantiate(empty, nothing, Map.of());
            assertOutOfFuel(() -> instance.function("answer").call());
            empty.setFuel(Long.MAX_VALUE);
            assertThat(instance.function("answer").call()).isEqualTo(42);
        }
    }

    private static void assertOutOfFuel(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.OUT_OF_FUEL));
    }

    @Test
    void fuelAndTheEngineHaveToAgree() {
        assertThatThrownBy(() -> Store.create(Engine.shared(), StoreOptions.DEFAULT.withFuel(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("withFuel");
        try (var engine = Engine.create(EngineOptions.DEFAULT.withFuel(true))) {
            assertThatThrownBy(() -> Store.create(engine))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("options.fuel is required");
        }
        try (var store = Store.create(Engine.shared())) {
            assertThatThrownBy(store::fuel).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> store.setFuel(-1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aTableHasALimit() {
        try (var instance = Guests.instantiate("""
                (module
                  (table (export "table") 1 funcref)
                  (func (export "grow") (param i32) (result i32) (table.grow (ref.null func) (local.get 0))))
                """)) {
            var grow = instance.function("grow");
            assertThat(grow.call(Integer.MAX_VALUE)).isEqualTo(-1);
            assertThat(grow.call(10_000_000)).isEqualTo(-1);
            assertThat(grow.call(9)).isEqualTo(1);
            assertThat(((Table) instance.exports().get("table")).size()).isEqualTo(10);
        }
    }

    @Test
    void aMemoryMayNotExceedItsLimit() {
        var options = StoreOptions.DEFAULT.withMaxMemory(3 * 65536);
        try (var module = WebAssembly.compileText(Guests.NOTHING);
                var store = Store.create(Engine.shared(), options)) {
            var memory = WebAssembly.instantiate(store, module, Map.of()).memory("memory");
            assertThat(memory.grow(2)).isEqualTo(1);
            assertThatThrownBy(() -> memory.grow(1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(memory.size()).isEqualTo(3);
        }
        try (var module = WebAssembly.compileText("(module (memory 4))");
                var store = Store.create(Engine.shared(), options)) {
            assertThatThrownBy(() -> WebAssembly.instantiate(store, module, Map.of()))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    void limitsAreNotNegative() {
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withFuel(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxMemory(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
