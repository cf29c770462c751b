package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT);
    private final Store store = Store.create(engine);

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private static TableType type(long minimum, long maximum) {
        return new TableType(ValueType.EXTERNREF, minimum, OptionalLong.of(maximum), false);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void twoInstancesShareATableOfJava(boolean is64) {
        var table = Table.create(store, new TableType(ValueType.EXTERNREF, 2, OptionalLong.of(10), is64), "initial");
        var module = Guests.compile(engine, """
                (module
                  (table $table (export "same") (import "host" "table") %s 2 10 externref)
                  (func (export "get") (result externref) (table.get $table (%s.const 1))))
                """.formatted(is64 ? "i64" : "", is64 ? "i64" : "i32"));
        Map<String, Map<String, ImportValue>> imports = Map.of("host", Map.of("table", table));
        var one = WebAssembly.instantiate(store, module, imports);
        var other = WebAssembly.instantiate(store, module, imports);
        assertThat(one.function("get").call()).isEqualTo("initial");
        table.set(1, "changed");
        assertThat(other.function("get").call()).isEqualTo("changed");
        assertThat(one.table("same")).isSameAs(table).isSameAs(other.table("same"));
    }

    @Test
    void growsAndIsFilled() {
        var table = Table.create(store, type(2, 10), "a");
        assertThat(table.grow(3, "b")).isEqualTo(2);
        assertThat(table.size()).isEqualTo(5);
        assertThat(table.get(4)).isEqualTo("b");
        table.fill(1, 3, null);
        assertThat(table.get(0)).isEqualTo("a");
        assertThat(table.get(3)).isNull();
        assertThat(table.grow(0, null)).isEqualTo(5);
        assertThatThrownBy(() -> table.grow(6, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("table of the host 2..10 externref");
        assertThatThrownBy(() -> table.grow(-1, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThat(table.size()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 2, 3, 1L << 32, Long.MAX_VALUE, Long.MIN_VALUE})
    void anIndexOutsideIsRefused(long index) {
        var table = Table.create(store, type(2, 10), "a");
        assertThatThrownBy(() -> table.get(index))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("index " + index)
                .hasMessageContaining("2 elements");
        assertThatThrownBy(() -> table.set(index, "b")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.fill(index, 2, "b")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> table.fill(0, index == 2 ? 3 : index, "b"))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(table.get(0)).isEqualTo("a");
    }

    @Test
    void anImpossibleTypeIsRefused() {
        assertThatThrownBy(() -> Table.create(store, type(3, 2), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Table.create(store, type(1L << 32, 1L << 33), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Table.create(store, type(-1, 5), null)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> Table.create(store, new TableType(ValueType.I32, 1, OptionalLong.empty(), false), null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Table.create(store, type(20_000_000, 20_000_000), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void nothingWorksAfterTheStoreIsClosed() {
        var table = Table.create(store, type(2, 10), "a");
        store.close();
        assertThatThrownBy(() -> table.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.set(0, null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> table.grow(1, null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(table::size).isInstanceOf(IllegalStateException.class);
    }
}
