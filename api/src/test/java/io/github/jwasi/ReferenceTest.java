package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Values that are references or vectors, on their way between Java and guests. */
class ReferenceTest {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT);
    private final Store store = Store.create(engine);

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private Instance instantiate(String text) {
        return instantiate(text, Map.of());
    }

    private Instance instantiate(String text, Map<String, ? extends ImportValue> host) {
        return WebAssembly.instantiate(store, Guests.compile(engine, text), Map.of("host", host));
    }

    @Test
    void vectorsGoBothWays() {
        var twice = HostFunction.of(
                FunctionType.of().with(ValueType.V128).returning(ValueType.V128),
                (caller, arguments) -> ((V128) arguments[0]).equals(new V128(7, -7)) ? new V128(1, 2) : null);
        var instance = instantiate("""
                (module
                  (import "host" "twice" (func $twice (param v128) (result v128)))
                  (func (export "add") (param v128 v128) (result v128) (i32x4.add (local.get 0) (local.get 1)))
                  (func (export "host") (param v128) (result v128) (call $twice (local.get 0))))
                """, Map.of("twice", twice));
        assertThat(instance.function("add").call(V128.ofInts(1, 2, 3, -4), V128.ofInts(10, 20, 30, 40)))
                .isEqualTo(V128.ofInts(11, 22, 33, 36));
        assertThat(instance.function("host").call(new V128(7, -7))).isEqualTo(new V128(1, 2));
        assertThatThrownBy(() -> instance.function("host").call(new V128(0, 0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("result 0 of the host function host.twice is v128")
                .hasMessageContaining("null");
        assertThatThrownBy(() -> instance.function("add").call(1L, 2L))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("argument 0 of add (v128, v128) -> (v128) is v128, which is V128 in Java, and given was "
                        + "java.lang.Long 1");
    }

    @Test
    void objectsOfJavaComeBackAsThemselves() {
        var instance = instantiate("""
                (module
                  (table $kept (export "kept") 4 externref)
                  (func (export "identity") (param externref) (result externref) (local.get 0))
                  (func (export "any") (param anyref) (result anyref) (local.get 0))
                  (func (export "isNull") (param externref) (result i32) (ref.is_null (local.get 0)))
                  (func (export "keep") (param i32 externref) (table.set (local.get 0) (local.get 1))))
                """);
        for (var object : List.of("text", 7, 8L, new Object(), List.of(1))) {
            assertThat(instance.function("identity").call(object)).isSameAs(object);
            assertThat(instance.function("isNull").call(object)).isEqualTo(0);
        }
        assertThat(instance.function("isNull").call((Object) null)).isEqualTo(1);
        assertThat(instance.function("identity").call((Object) null)).isNull();
        // An i31, and what is none.
        assertThat(instance.function("any").call(5)).isEqualTo(5);
        assertThat(instance.function("any").call(-1 << 30)).isEqualTo(-1 << 30);
        assertThat(instance.function("any").call(Integer.MAX_VALUE)).isEqualTo(Integer.MAX_VALUE);
        assertThat(instance.function("any").call("text")).isEqualTo("text");
        instance.function("keep").call(2, "kept");
        assertThat(instance.table("kept").get(2)).isEqualTo("kept");
        assertThat(instance.table("kept").get(0)).isNull();
    }

    @Test
    void objectsThatNobodyHoldsAreCollected() {
        var instance = instantiate("""
                (module
                  (global $kept (export "kept") (mut externref) (ref.null extern))
                  (func (export "drop") (param externref))
                  (func (export "keep") (param externref) (global.set $kept (local.get 0))))
                """);
        var dropped = new WeakReference<>(new byte[1 << 20]);
        instance.function("drop").call((Object) dropped.get());
        var kept = new WeakReference<>(new byte[1 << 20]);
        instance.function("keep").call((Object) kept.get());
        store.collectGarbage();
        System.gc();
        assertThat(dropped.get()).isNull();
        assertThat(instance.global("kept").get()).isSameAs(kept.get()).isNotNull();
        instance.global("kept").set(null);
        store.collectGarbage();
        System.gc();
        assertThat(kept.get()).isNull();
    }

    @Test
    void manyObjectsAreCollectedByThemselves() {
        var instance = instantiate("""
                (module (func (export "drop") (param externref)))
                """);
        var drop = instance.function("drop");
        // 32 GiB in all.
        for (int i = 0; i < 32 * 1024; i++) {
            drop.call(new byte[1 << 20]);
            if (i % 64 == 0) {
                store.collectGarbage();
            }
        }
        assertThat(drop.call("still there")).isNull();
    }

    @Test
    void functionsAreValues() {
        var instance = instantiate("""
                (module
                  (type $binary (func (param i32 i32) (result i32)))
                  (table $table (export "table") 2 10 funcref)
                  (elem declare func $add $hidden)
                  (func $add (export "add") (type $binary) (i32.add (local.get 0) (local.get 1)))
                  (func $hidden (type $binary) (i32.mul (local.get 0) (local.get 1)))
                  (func (export "hidden") (result funcref) (ref.func $hidden))
                  (func (export "identity") (param funcref) (result funcref) (local.get 0))
                  (func (export "narrow") (param (ref null $binary)) (result i32)
                    (call_ref $binary (i32.const 6) (i32.const 7) (local.get 0)))
                  (func (export "call") (param i32) (result i32)
                    (call_indirect (type $binary) (i32.const 6) (i32.const 7) (local.get 0))))
                """);
        var add = instance.function("add");
        assertThat(instance.function("identity").call(add)).isSameAs(add);
        assertThat(instance.function("identity").call((Object) null)).isNull();
        var hidden = (Function) instance.function("hidden").call();
        assertThat(hidden.type()).isEqualTo(add.type());
        assertThat(hidden.call(6, 7)).isEqualTo(42);
        assertThat(instance.function("hidden").call()).isSameAs(hidden);
        var power = Function.create(
                store, HostFunction.of(java.util.function.IntBinaryOperator.class, (a, b) -> (int) Math.pow(a, b)));
        var table = instance.table("table");
        table.set(0, hidden);
        table.set(1, power);
        assertThat(instance.function("call").call(0)).isEqualTo(42);
        assertThat(instance.function("call").call(1)).isEqualTo(279936);
        assertThat(table.get(1)).isSameAs(power);
        assertThat(power.call(2, 10)).isEqualTo(1024);
        assertThat(instance.function("narrow").call(power)).isEqualTo(279936);
        assertThatThrownBy(() -> instance.function("narrow").call(instance.function("hidden")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument 0 of narrow")
                .hasMessageContaining("given was a reference to something else");
        assertThatThrownBy(() -> instance.function("identity").call("text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("funcref, which is Function in Java, and given was java.lang.String text");
        assertThatThrownBy(() -> table.set(0, "text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsOfAnotherStoreIsRefused() {
        var module = Guests.compile(engine, """
                (module
                  (type $struct (struct (field i32)))
                  (table (export "table") 2 funcref)
                  (global (export "global") (mut funcref) (ref.null func))
                  (func (export "struct") (result anyref) (struct.new $struct (i32.const 1)))
                  (func (export "any") (param anyref))
                  (func (export "func") (param funcref)))
                """);
        var instance = WebAssembly.instantiate(store, module, Map.of());
        try (var other = WebAssembly.instantiate(module, Map.of())) {
            var function = other.function("func");
            assertThatThrownBy(() -> instance.function("func").call(function))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("func belongs to another store");
            assertThatThrownBy(() -> instance.table("table").set(0, function))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> instance.table("table").grow(1, function))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> instance.global("global").set(function))
                    .isInstanceOf(IllegalArgumentException.class);
            var struct = other.function("struct").call();
            assertThatThrownBy(() -> instance.function("any").call(struct))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("belongs to another store");
        }
    }

    @Test
    void objectsOfTheGuestsHeapAreHeldForJava() {
        var instance = instantiate("""
                (module
                  (type $point (struct (field i32) (field (mut i32))))
                  (type $numbers (array (mut i32)))
                  (func (export "point") (param i32 i32) (result (ref $point))
                    (struct.new $point (local.get 0) (local.get 1)))
                  (func (export "sum") (param (ref $point)) (result i32)
                    (i32.add (struct.get $point 0 (local.get 0)) (struct.get $point 1 (local.get 0))))
                  (func (export "numbers") (param i32) (result (ref $numbers))
                    (array.new $numbers (i32.const 3) (local.get 0)))
                  (func (export "extern") (param anyref) (result externref) (extern.convert_any (local.get 0)))
                  (func (export "identity") (param anyref) (result anyref) (local.get 0)))
                """);
        var point = instance.function("point").call(3, 4);
        assertThat(point).isInstanceOf(GcReference.class);
        for (int i = 0; i < 100; i++) {
            instance.function("numbers").call(100_000);
        }
        store.collectGarbage();
        assertThat(instance.function("sum").call(point)).isEqualTo(7);
        var again = (GcReference) instance.function("identity").call(point);
        assertThat(((GcReference) point).isSameAs(again)).isTrue();
        assertThat(((GcReference) point)
                        .isSameAs((GcReference) instance.function("point").call(3, 4)))
                .isFalse();
        // As an externref it is still the guest's object.
        var external = instance.function("extern").call(point);
        assertThat(((GcReference) point).isSameAs((GcReference) external)).isTrue();
        assertThat(instance.function("extern").call("text")).isEqualTo("text");
        assertThat(instance.function("extern").call(12)).isEqualTo(12);
        assertThatThrownBy(() -> instance.function("sum")
                        .call(instance.function("numbers").call(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("argument 0 of sum");
        assertThatThrownBy(() -> instance.function("sum").call((Object) null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given was null");
        assertThatThrownBy(() -> instance.function("sum").call("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void objectsThatJavaDropsAreLetGo() {
        var instance = instantiate("""
                (module
                  (type $numbers (array (mut i32)))
                  (func (export "numbers") (result (ref $numbers)) (array.new $numbers (i32.const 3) (i32.const 100000))))
                """);
        // 8 GiB of a heap that has 4 at most.
        for (int i = 0; i < 20_000; i++) {
            assertThat(instance.function("numbers").call()).isNotNull();
            if (i % 500 == 0) {
                System.gc();
                store.collectGarbage();
            }
        }
    }

    @Test
    void hostFunctionsTakeAndGiveReferences() {
        var swap = HostFunction.of(
                FunctionType.of()
                        .with(ValueType.EXTERNREF, ValueType.FUNCREF, ValueType.I64)
                        .returning(ValueType.I64, ValueType.FUNCREF, ValueType.EXTERNREF),
                (caller, arguments) -> new Object[] {arguments[2], arguments[1], arguments[0]});
        var instance = instantiate("""
                (module
                  (import "host" "swap" (func $swap (param externref funcref i64) (result i64 funcref externref)))
                  (func (export "swap") (param externref funcref i64) (result i64 funcref externref)
                    (call $swap (local.get 0) (local.get 1) (local.get 2))))
                """, Map.of("swap", swap));
        var function = instance.function("swap");
        assertThat((Object[]) function.call("text", function, 5L)).containsExactly(5L, function, "text");
        assertThat((Object[]) function.call(null, null, 5L)).containsExactly(5L, null, null);
    }

    @Test
    void aHostFunctionCanHaveATypeOfTheModule() {
        var module = Guests.compile(engine, """
                (module
                  (type $point (struct (field i32)))
                  (import "host" "same" (func $same (param (ref null $point)) (result (ref null $point))))
                  (func (export "f") (result i32)
                    (struct.get $point 0 (call $same (struct.new $point (i32.const 42))))))
                """);
        var type = (FunctionType) module.imports().getFirst().type();
        var host = HostFunction.of(type, (caller, arguments) -> arguments[0]);
        var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("same", host)));
        assertThat(instance.function("f").call()).isEqualTo(42);
        assertThatThrownBy(() -> Function.create(store, host)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aResultOfANarrowerTypeIsChecked() {
        var module = Guests.compile(engine, """
                (module
                  (import "host" "i31" (func $i31 (result i31ref)))
                  (func (export "f") (result i32) (i31.get_s (call $i31))))
                """);
        var type = (FunctionType) module.imports().getFirst().type();
        var results = new java.util.ArrayDeque<Object>(List.of(5, "text"));
        var host = HostFunction.of(type, (caller, arguments) -> results.poll());
        var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("i31", host)));
        assertThat(instance.function("f").call()).isEqualTo(5);
        assertThatThrownBy(() -> instance.function("f").call()).isInstanceOf(WebAssemblyException.class);
    }
}
