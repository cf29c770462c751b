package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all that is in a store may have together. */
@Timeout(120)
class LimitsTest {
    private static final long PAGE = 65536;

    private static final String TWO_MEMORIES = """
            (module
              (memory $a (export "a") 1 8)
              (memory $b (export "b") 1)
              (func (export "growA") (param i32) (result i32) (memory.grow $a (local.get 0)))
              (func (export "growB") (param i32) (result i32) (memory.grow $b (local.get 0))))
            """;

    private static Store store(StoreOptions options) {
        return Store.create(Engine.shared(), options);
    }

    private static Instance instantiate(Store store, String wat) {
        try (var module = WebAssembly.compileText(wat)) {
            return WebAssembly.instantiate(store, module, Map.of());
        }
    }

    @Test
    void memoriesAreLimitedTogether() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(6 * PAGE))) {
            var instance = instantiate(store, TWO_MEMORIES);
            var growA = instance.function("growA");
            var growB = instance.function("growB");
            assertThat(store.limitHit()).isEmpty();
            assertThat(growA.call(3)).isEqualTo(1);
            assertThat(growB.call(2)).isEqualTo(-1);
            assertThat(store.limitHit()).hasValue(new LimitHit("maxMemory", 6 * PAGE, 5 * PAGE, 2 * PAGE));
            assertThat(growB.call(1)).isEqualTo(1);
            assertThat(growA.call(1)).isEqualTo(-1);
            assertThat(store.limitHit()).hasValue(new LimitHit("maxMemory", 6 * PAGE, 6 * PAGE, PAGE));
        }
    }

    @Test
    void whatTheModuleItselfForbidsIsNotCounted() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(12 * PAGE))) {
            var instance = instantiate(store, TWO_MEMORIES);
            var growA = instance.function("growA");
            var growB = instance.function("growB");
            assertThat(growA.call(2)).isEqualTo(1);
            assertThat(growA.call(9)).isEqualTo(-1);
            assertThat(growB.call(65536)).isEqualTo(-1);
            assertThat(growB.call(-1)).isEqualTo(-1);
            assertThat(store.limitHit()).isEmpty();
            assertThat(growB.call(8)).isEqualTo(1);
            assertThat(growB.call(1)).isEqualTo(-1);
            assertThat(store.limitHit()).hasValue(new LimitHit("maxMemory", 12 * PAGE, 12 * PAGE, PAGE));
        }
    }

    @Test
    void instancesShareTheLimit() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(3 * PAGE))) {
            instantiate(store, "(module (memory 2))");
            assertThatThrownBy(() -> instantiate(store, "(module (memory 2))"))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("the store's memory is limited to 196608 bytes by maxMemory: 131072 are in use, and "
                            + "131072 more were wanted");
            assertThat(store.limitHit()).hasValue(new LimitHit("maxMemory", 3 * PAGE, 2 * PAGE, 2 * PAGE));
            assertThat(instantiate(store, "(module (memory (export \"m\") 1))")
                            .memory("m")
                            .size())
                    .isEqualTo(1);
        }
    }

    @Test
    void whatWasNotInstantiatedIsNotCounted() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(5 * PAGE).withMaxTableElements(10))) {
            for (int i = 0; i < 100; i++) {
                assertThatThrownBy(() -> instantiate(store, "(module (memory 3) (memory 3))"))
                        .hasMessageContaining("maxMemory");
                assertThatThrownBy(() -> instantiate(store, "(module (table 8 funcref) (table 8 externref))"))
                        .hasMessage("the store's table elements are limited to 10 by maxTableElements: 8 are in use, "
                                + "and 8 more were wanted");
                assertThatThrownBy(() -> instantiate(store, "(module (import \"a\" \"b\" (func)) (memory 5))"))
                        .hasMessageContaining("missing");
            }
            instantiate(store, "(module (memory 5) (table 10 funcref))");
        }
    }

    @Test
    void whatAModuleLeftBehindThatFailedIsCounted() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(3 * PAGE))) {
            assertThatThrownBy(() -> instantiate(store, "(module (memory 2) (func $f unreachable) (start $f))"))
                    .isInstanceOf(TrapException.class);
            assertThatThrownBy(() -> instantiate(store, "(module (memory 2))")).hasMessageContaining("maxMemory");
            assertThatThrownBy(() -> instantiate(store, "(module (memory 1) (data (i32.const 65536) \"x\"))"))
                    .hasMessageContaining("out of bounds");
            assertThatThrownBy(() -> instantiate(store, "(module (memory 1))")).hasMessageContaining("maxMemory");
        }
    }

    @Test
    void modulesThatWereLinkedBeforeAreLimited() {
        try (var module = WebAssembly.compileText("(module (memory 2) (memory 2))");
                var linked = module.link(Map.of());
                var store = store(StoreOptions.DEFAULT.withMaxMemory(7 * PAGE))) {
            linked.instantiate(store);
            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> linked.instantiate(store))
                        .isInstanceOf(LinkException.class)
                        .hasMessageContaining("maxMemory");
            }
            instantiate(store, "(module (memory 3))");
        }
    }

    @Test
    void theHostIsToldWhyAMemoryDoesNotGrow() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(3 * PAGE))) {
            var instance = instantiate(store, TWO_MEMORIES);
            assertThatThrownBy(() -> instance.memory("b").grow(2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("maxMemory is 196608: 131072 are in use, and 131072 more were wanted");
            assertThatThrownBy(() -> instance.memory("a").grow(8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageNotContaining("maxMemory");
            assertThat(instance.memory("a").grow(1)).isEqualTo(1);
        }
    }

    @Test
    void whatTheHostMakesIsLimited() {
        var options = StoreOptions.DEFAULT.withMaxMemory(3 * PAGE).withMaxTableElements(10);
        try (var store = store(options)) {
            var ofTwo = new MemoryType(2, OptionalLong.empty(), false, false, PAGE);
            var memory = Memory.create(store, ofTwo);
            assertThatThrownBy(() -> Memory.create(store, ofTwo))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("131072 are in use, and 131072 more were wanted");
            assertThatThrownBy(() -> memory.grow(2)).hasMessageContaining("maxMemory");
            assertThat(memory.grow(1)).isEqualTo(2);
            var ofSix = new TableType(ValueType.FUNCREF, 6, OptionalLong.empty(), false);
            var table = Table.create(store, ofSix, null);
            assertThatThrownBy(() -> Table.create(store, ofSix, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("limited to 10 by maxTableElements: 6 are in use, and 6 more were wanted");
            assertThatThrownBy(() -> table.grow(5, null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("limited to 10 by maxTableElements: 6 are in use, and 5 more were wanted");
            assertThat(table.grow(4, null)).isEqualTo(6);
        }
    }

    @Test
    void memoriesWith64BitAddressesAreLimited() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(3 * PAGE))) {
            var instance = instantiate(store, """
                    (module
                      (memory i64 1)
                      (func (export "grow") (param i64) (result i64) (memory.grow (local.get 0))))
                    """);
            var grow = instance.function("grow");
            assertThat(grow.call(Long.MAX_VALUE)).isEqualTo(-1L);
            assertThat(grow.call(3L)).isEqualTo(-1L);
            assertThat(grow.call(2L)).isEqualTo(1L);
        }
    }

    @Test
    void tablesAreLimitedTogetherToTenMillionElementsByDefault() {
        assertThat(StoreOptions.DEFAULT.maxTableElements()).isEqualTo(10_000_000);
        try (var store = store(StoreOptions.DEFAULT)) {
            var instance = instantiate(store, """
                    (module
                      (table $a 1 funcref)
                      (table $b 1 externref)
                      (func (export "growA") (param i32) (result i32) (table.grow $a (ref.null func) (local.get 0)))
                      (func (export "growB") (param i32) (result i32)
                        (table.grow $b (ref.null extern) (local.get 0))))
                    """);
            var growA = instance.function("growA");
            var growB = instance.function("growB");
            assertThat(growA.call(-1)).isEqualTo(-1);
            assertThat(growA.call(9_000_000)).isEqualTo(1);
            assertThat(growB.call(999_999)).isEqualTo(-1);
            assertThat(store.limitHit()).hasValue(new LimitHit("maxTableElements", 10_000_000, 9_000_002, 999_999));
            assertThat(growB.call(999_998)).isEqualTo(1);
        }
    }

    @Test
    void theHeapOfObjectsIsCounted() {
        try (var store = store(StoreOptions.DEFAULT.withMaxMemory(64 * PAGE))) {
            var instance = instantiate(store, """
                    (module
                      (memory (export "memory") 1)
                      (type $bytes (array (mut i8)))
                      (table $kept 100 (ref null $bytes))
                      (func (export "keep") (param i32)
                        (table.set $kept (local.get 0) (array.new_default $bytes (i32.const 1000000)))))
                    """);
            var keep = instance.function("keep");
            keep.call(0);
            assertThatThrownBy(() -> {
                        for (int i = 1; i < 100; i++) {
                            keep.call(i);
                        }
                    })
                    .isInstanceOf(TrapException.class)
                    .hasMessageContaining("GC heap out of memory");
            assertThat(store.limitHit().orElseThrow().option()).isEqualTo("maxMemory");
            assertThatThrownBy(() -> instance.memory("memory").grow(64)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Instances", "Memories", "Tables"})
    void countsAreLimited(String what) {
        var options = switch (what) {
            case "Instances" -> StoreOptions.DEFAULT.withMaxInstances(2);
            case "Memories" -> StoreOptions.DEFAULT.withMaxMemories(2);
            default -> StoreOptions.DEFAULT.withMaxTables(2);
        };
        var wat = "(module (memory 1) (table 1 funcref))";
        try (var store = store(options)) {
            instantiate(store, wat);
            instantiate(store, wat);
            assertThatThrownBy(() -> instantiate(store, wat))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("the store's " + what.toLowerCase(Locale.ROOT) + " are limited to 2 by max" + what);
            assertThat(store.limitHit()).hasValue(new LimitHit("max" + what, 2, 2, 1));
        }
    }

    @Test
    void zeroForbids() {
        try (var store = store(StoreOptions.DEFAULT
                .withMaxMemory(0)
                .withMaxTableElements(0)
                .withMaxMemories(1)
                .withMaxTables(1))) {
            var instance = instantiate(store, "(module (memory (export \"m\") 0) (table 0 funcref))");
            assertThatThrownBy(() -> instance.memory("m").grow(1)).hasMessageContaining("maxMemory is 0");
        }
    }

    @Test
    void negativeLimitsAreRefused() {
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxTableElements(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("options.maxTableElements must be 0 or more, given -1");
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxInstances(-1)).hasMessageContaining("maxInstances");
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxMemories(-1)).hasMessageContaining("maxMemories");
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxTables(-1)).hasMessageContaining("maxTables");
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withMaxMemory(-1)).hasMessageContaining("maxMemory");
    }
}
