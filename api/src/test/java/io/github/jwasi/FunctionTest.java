package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls between the host and a guest. */
@Timeout(60)
class FunctionTest {
    @Test
    void passesEveryValueOfItsTypesBothWays() {
        var type = FunctionType.of()
                .with(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64)
                .returning(ValueType.F64, ValueType.F32, ValueType.I64, ValueType.I32);
        var host = HostFunction.of(type, (caller, given) -> new Object[] {given[3], given[2], given[1], given[0]});
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "host" "swap" (func $swap (param i32 i64 f32 f64) (result f64 f32 i64 i32)))
                          (func (export "swap") (param i32 i64 f32 f64) (result f64 f32 i64 i32)
                            (call $swap (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
                        """);
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("swap", host)))) {
            var swap = instance.function("swap");
            assertThat(swap.type()).isEqualTo(type);
            Object[][] all = {
                {Integer.MIN_VALUE, Long.MIN_VALUE, Float.MIN_VALUE, Double.MAX_VALUE},
                {-1, -1L, -0.0f, Double.NEGATIVE_INFINITY},
                {Integer.MAX_VALUE, Long.MAX_VALUE, Float.NaN, Double.NaN},
            };
            for (var values : all) {
                assertThat((Object[]) swap.call(values)).containsExactly(values[3], values[2], values[1], values[0]);
            }
        }
    }

    @Test
    void bitsOfFloatsAreKept() {
        int nan32 = 0x7fc12345;
        long nan64 = 0xfff8_1234_5678_9abcL;
        try (var instance = Guests.instantiate("""
                (module
                  (func (export "bits32") (param f32) (result i32) (i32.reinterpret_f32 (local.get 0)))
                  (func (export "bits64") (param f64) (result i64) (i64.reinterpret_f64 (local.get 0)))
                  (func (export "float") (param i32) (result f32) (f32.reinterpret_i32 (local.get 0)))
                  (func (export "double") (param i64) (result f64) (f64.reinterpret_i64 (local.get 0))))
                """)) {
            assertThat(instance.function("bits32").call(Float.intBitsToFloat(nan32)))
                    .isEqualTo(nan32);
            assertThat(instance.function("bits64").call(Double.longBitsToDouble(nan64)))
                    .isEqualTo(nan64);
            assertThat(Float.floatToRawIntBits(
                            (float) instance.function("float").call(nan32)))
                    .isEqualTo(nan32);
            assertThat(Double.doubleToRawLongBits(
                            (double) instance.function("double").call(nan64)))
                    .isEqualTo(nan64);
        }
    }

    @Test
    void givesNullOneOrSeveralResults() {
        try (var instance = Guests.instantiate("""
                (module
                  (func (export "none"))
                  (func (export "one") (result i64) (i64.const -1))
                  (func (export "two") (result i32 f32) (i32.const 1) (f32.const 2)))
                """)) {
            assertThat(instance.function("none").call()).isNull();
            assertThat(instance.function("one").call()).isEqualTo(-1L);
            assertThat((Object[]) instance.function("two").call()).containsExactly(1, 2.0f);
        }
    }

    @Test
    void wrongArgumentsAreNamedAndNothingIsCalled() {
        try (var instance = Guests.instantiate("""
                (module
                  (global $calls (export "calls") (mut i32) (i32.const 0))
                  (func (export "f") (param i32 f64) (global.set $calls (i32.const 1))))
                """)) {
            var f = instance.function("f");
            assertThatThrownBy(() -> f.call(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("f (i32, f64) -> () takes 2 arguments, and given were 1");
            assertThatThrownBy(() -> f.call(1, 2.0, 3)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> f.call(1, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("argument 1 of f (i32, f64) -> () is f64");
            assertThatThrownBy(() -> f.call("1", 2.0)).hasMessageContaining("java.lang.String 1");
            assertThatThrownBy(() -> f.call(null, 2.0)).hasMessageContaining("null");
            assertThatThrownBy(() -> f.call((Object[]) null)).isInstanceOf(NullPointerException.class);
            assertThat(((Global) instance.exports().get("calls")).get()).isEqualTo(0);
        }
    }

    @Test
    void aHostFunctionHasToReturnItsTypes() {
        var type = FunctionType.of().returning(ValueType.I32);
        for (var wrong : new Object[] {null, 1L, "1", new Object[] {1}, new int[] {1}}) {
            var host = HostFunction.of(type, (caller, arguments) -> wrong);
            try (var module = WebAssembly.compileText("""
                            (module (import "host" "f" (func $f (result i32))) (func (export "f") (result i32) (call $f)))
                            """);
                    var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("f", host)))) {
                assertThatThrownBy(() -> instance.function("f").call())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("host.f");
            }
        }
    }

    @Test
    void takesAndGivesTwoHundredValues() {
        var i64s = "i64 ".repeat(200);
        var gets = new StringBuilder();
        var values = new Object[200];
        for (int i = 0; i < 200; i++) {
            gets.append("(local.get ").append(199 - i).append(')');
            values[i] = (long) i;
        }
        try (var instance = Guests.instantiate(
                "(module (func (export \"reverse\") (param " + i64s + ") (result " + i64s + ")" + gets + "))")) {
            var reversed = (Object[]) instance.function("reverse").call(values);
            for (int i = 0; i < 200; i++) {
                assertThat(reversed[i]).isEqualTo(199L - i);
            }
        }
    }

    @Test
    void hostAndGuestMayCallEachOtherManyTimesDeep() {
        var self = new AtomicReference<Function>();
        var type = FunctionType.of().with(ValueType.I32).returning(ValueType.I32);
        var host = HostFunction.of(type, (caller, arguments) -> {
            int left = (int) arguments[0];
            return left == 0 ? 0 : (int) self.get().call(left - 1) + 1;
        });
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "host" "f" (func $f (param i32) (result i32)))
                          (func (export "f") (param i32) (result i32) (call $f (local.get 0))))
                        """);
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("f", host)))) {
            self.set(instance.function("f"));
            assertThat(self.get().call(50)).isEqualTo(50);
        }
    }

    @Test
    void whatIsThrownDeepBelowPassesEveryLevel() {
        var thrown = new IllegalStateException("at the bottom");
        var self = new AtomicReference<Function>();
        int[] passed = {0};
        var host = HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
            int left = (int) arguments[0];
            if (left == 0) {
                throw thrown;
            }
            try {
                return self.get().call(left - 1);
            } catch (IllegalStateException e) {
                passed[0] += e.equals(thrown) ? 1 : 0;
                throw e;
            }
        });
        try (var instance = calling(host)) {
            self.set(instance.function("f"));
            assertThatThrownBy(() -> self.get().call(50)).isSameAs(thrown);
            assertThat(passed).containsExactly(50);
        }
    }

    @Test
    void aHostFunctionMayCatchWhatANestedCallThrows() {
        var self = new AtomicReference<Function>();
        var host = HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
            if ((int) arguments[0] == 0) {
                throw new IllegalStateException("caught");
            }
            assertThatThrownBy(() -> self.get().call(0)).hasMessage("caught");
            return null;
        });
        try (var instance = calling(host)) {
            self.set(instance.function("f"));
            assertThat(self.get().call(1)).isNull();
        }
    }

    /** An instance whose {@code f} calls the host function with its argument. */
    private static Instance calling(HostFunction host) {
        try (var module = WebAssembly.compileText("""
                (module
                  (import "host" "f" (func $f (param i32)))
                  (func (export "f") (param i32) (call $f (local.get 0))))
                """)) {
            return WebAssembly.instantiate(module, Map.of("host", Map.of("f", host)));
        }
    }

    @Test
    void aCallerGivesTheGuestsMemoryWhileTheCallLasts() {
        var kept = new AtomicReference<Caller>();
        var host = HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
            caller.memory().writeString((int) arguments[0], "grüße");
            assertThat(caller.memory().type().maximum()).hasValue(2);
            kept.set(caller);
            return null;
        });
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "host" "f" (func $f (param i32)))
                          (memory (export "memory") 1 2)
                          (func (export "f") (call $f (i32.const 100))))
                        """);
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("f", host)))) {
            instance.function("f").call();
            assertThat(instance.memory("memory").readString(100, 7)).isEqualTo("grüße");
            assertThatThrownBy(() -> kept.get().memory()).isInstanceOf(IllegalStateException.class);
        }
    }
}
