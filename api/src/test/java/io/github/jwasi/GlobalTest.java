package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class GlobalTest {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT);
    private final Store store = Store.create(engine);

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(ValueType.I32, 1, -1),
                Arguments.of(ValueType.I64, 1L, Long.MIN_VALUE),
                Arguments.of(ValueType.F32, 1.5f, Float.NaN),
                Arguments.of(ValueType.F64, 1.5, Double.NEGATIVE_INFINITY),
                Arguments.of(ValueType.V128, new V128(1, 2), new V128(-1, -2)),
                Arguments.of(ValueType.EXTERNREF, "one", null),
                Arguments.of(ValueType.FUNCREF, null, null),
                Arguments.of(ValueType.ANYREF, 5, "two"),
                Arguments.of(ValueType.EXNREF, null, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void twoInstancesShareAGlobalOfJava(ValueType type, Object first, Object second) {
        var global = Global.create(store, new GlobalType(type, true), first);
        assertThat(global.get()).isEqualTo(first);
        var module = Guests.compile(engine, """
                (module
                  (global (export "same") (import "host" "global") (mut %1$s))
                  (func (export "get") (result %1$s) (global.get 0))
                  (func (export "set") (param %1$s) (global.set 0 (local.get 0))))
                """.formatted(type));
        Map<String, Map<String, ImportValue>> imports = Map.of("host", Map.of("global", global));
        var one = WebAssembly.instantiate(store, module, imports);
        var other = WebAssembly.instantiate(store, module, imports);
        one.function("set").call(second);
        assertThat(other.function("get").call()).isEqualTo(second);
        assertThat(global.get()).isEqualTo(second);
        global.set(first);
        assertThat(one.function("get").call()).isEqualTo(first);
        assertThat(one.global("same")).isSameAs(global).isSameAs(other.global("same"));
    }

    @Test
    void anImmutableGlobalStaysAsItIs() {
        var global = Global.create(store, new GlobalType(ValueType.I32, false), 7);
        assertThatThrownBy(() -> global.set(8))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("not mutable");
        assertThat(global.get()).isEqualTo(7);
    }

    @Test
    void aWrongValueIsRefused() {
        assertThatThrownBy(() -> Global.create(store, new GlobalType(ValueType.I32, false), 7L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the value of the new global is i32, which is Integer in Java, and given was java.lang.Long 7");
        assertThatThrownBy(() -> Global.create(store, new GlobalType(new ValueType("i33"), false), 7L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("i33");
        assertThatThrownBy(() -> Global.create(store, new GlobalType(new ValueType("(ref func)"), false), null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("null");
        assertThatThrownBy(() -> Global.create(store, new GlobalType(new ValueType("i31ref"), false), "text"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Global.create(store, null, 7)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void nothingWorksAfterTheStoreIsClosed() {
        var global = Global.create(store, new GlobalType(ValueType.I32, true), 7);
        store.close();
        assertThatThrownBy(global::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> global.set(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> Global.create(store, new GlobalType(ValueType.I32, true), 7))
                .isInstanceOf(IllegalStateException.class);
    }
}
