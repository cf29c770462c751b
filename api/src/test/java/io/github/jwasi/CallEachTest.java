package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Function#callEach}. */
@Timeout(120)
class CallEachTest {
    private static final String MIXED = """
            (module
              (func (export "mixed") (param i32 f64 f32 i64) (result i64 f32 f64 i32)
                (local.get 3) (local.get 2) (local.get 1) (local.get 0)))
            """;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 1363, 1364, 1365, 1366, 10_000})
    void everyRowGetsItsArgumentsAndGivesItsResults(int count) {
        var random = new Random(count);
        var ints = random.ints(count).toArray();
        var longs = random.longs(count).toArray();
        var doubles = random.doubles(count).toArray();
        var floats = new float[count];
        for (int i = 0; i < count; i++) {
            floats[i] = random.nextFloat();
        }
        Object[] results = {new long[count], new float[count], new double[count], new int[count]};
        try (var instance = Guests.instantiate(MIXED)) {
            instance.function("mixed").callEach(results, ints, doubles, floats, longs);
        }
        assertThat(results).containsExactly(longs, floats, doubles, ints);
    }

    @Test
    void aFunctionNeedsNoResultsOrNoParameters() {
        try (var instance = Guests.instantiate("""
                (module
                  (global $sum (mut i32) (i32.const 0))
                  (func (export "add") (param i32) (global.set $sum (i32.add (global.get $sum) (local.get 0))))
                  (func (export "next") (result i32) (call $step) (global.get $sum))
                  (func $step (global.set $sum (i32.add (global.get $sum) (i32.const 1))))
                  (func (export "nothing")))
                """)) {
            instance.function("add").callEach(null, new int[] {1, 2, 3});
            var sums = new int[20_000];
            instance.function("next").callEach(sums);
            assertThat(sums).startsWith(7, 8, 9).endsWith(20_005, 20_006);
            assertThatThrownBy(() -> instance.function("nothing").callEach(null))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("neither parameters nor results");
        }
    }

    @Test
    void whatComesBeforeATrapIsKept() {
        try (var instance = Guests.instantiate("""
                (module (func (export "divide") (param i32 i32) (result i32) (i32.div_s (local.get 0) (local.get 1))))
                """)) {
            var divide = instance.function("divide");
            int bad = 12_345;
            var ones = new int[20_000];
            var divisors = new int[ones.length];
            for (int i = 0; i < ones.length; i++) {
                ones[i] = i;
                divisors[i] = i == bad ? 0 : 1;
            }
            var results = new int[ones.length];
            assertThatThrownBy(() -> divide.callEach(results, ones, divisors))
                    .isInstanceOfSatisfying(TrapException.class, thrown -> {
                        assertThat(thrown.trap()).isEqualTo(Trap.INTEGER_DIVISION_BY_ZERO);
                        // The loop is the library's own.
                        assertThat(thrown.frames()).hasSize(1);
                    });
            assertThat(results[bad - 1]).isEqualTo(bad - 1);
            assertThat(results[bad]).isZero();
            divisors[bad] = 1;
            divide.callEach(results, ones, divisors);
            assertThat(results).isEqualTo(ones);
        }
    }

    @Test
    void theHostMayBeCalledAndCallAgain() {
        var twice = new AtomicReference<Function>();
        var host = HostFunction.of(IntUnaryOperator.class, x -> {
            var inner = new int[] {0, 0};
            if (x > 0) {
                twice.get().callEach(inner, new int[] {0, x - 1});
            }
            return inner[1] + 2;
        });
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "host" "f" (func $f (param i32) (result i32)))
                          (func (export "f") (param i32) (result i32) (call $f (local.get 0))))
                        """);
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("f", host)))) {
            twice.set(instance.function("f"));
            var results = new int[3];
            instance.function("f").callEach(results, new int[] {5, 1, 3});
            assertThat(results).containsExactly(12, 4, 8);
        }
    }

    @Test
    void wrongArraysAreNamedAndNothingIsCalled() {
        try (var instance = Guests.instantiate("""
                (module
                  (func (export "f") (param i32 i64) (result f64) unreachable)
                  (func (export "g") (param externref) unreachable)
                  (func (export "v") (result v128) unreachable))
                """)) {
            var f = instance.function("f");
            assertWrong(f, "has 1 results, and given were 0 arrays", null, new int[1], new long[1]);
            assertWrong(f, "has 2 arguments, and given were 1 arrays", new double[1], new int[1]);
            assertWrong(f, "wants long[] for argument 1, and given was int[]", new double[1], new int[1], new int[1]);
            assertWrong(f, "wants int[] for argument 0, and given was null", new double[1], null, new long[1]);
            assertWrong(f, "wants double[] for result 0, and given was float[]", new float[1], new int[1], new long[1]);
            assertWrong(f, "argument 0 has 2 elements, argument 1 1", new double[2], new int[2], new long[1]);
            assertWrong(f, "argument 0 has 1 elements, result 0 2", new double[2], new int[1], new long[1]);
            assertWrong(instance.function("g"), "no numbers", null, new Object[] {new Object[1]});
            assertWrong(instance.function("v"), "no numbers", new long[1]);
        }
    }

    private static void assertWrong(Function function, String message, Object results, Object... arguments) {
        assertThatThrownBy(() -> function.callEach(results, arguments))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(function.toString())
                .hasMessageContaining(message);
    }

    @Test
    void needsAnInstanceThatTheLimitsAllow() {
        try (var store = Store.create(Engine.shared(), StoreOptions.DEFAULT.withMaxMemory(65536));
                var module = WebAssembly.compileText("""
                        (module (memory 1) (func (export "f") (param i32)) (func (export "g") (param i32)))
                        """)) {
            var instance = WebAssembly.instantiate(store, module, Map.of());
            assertThatThrownBy(() -> instance.function("f").callEach(null, new int[1]))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining(instance.function("f").toString())
                    .hasMessageContaining("limited to 65536 bytes by maxMemory");
            assertThat(store.limitHit()).isPresent();
        }
    }

    @Test
    void guestsOfWasiStillFindTheirMemory() {
        var stdout = Output.capture();
        try (var store = Store.create(Engine.shared());
                var module = WebAssembly.compileText("""
                        (module
                          (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                          (memory (export "memory") 1)
                          (func (export "_start"))
                          (func (export "print") (param i32) (result i32)
                            (i32.store8 (i32.const 100) (local.get 0))
                            (i32.store (i32.const 0) (i32.const 100))
                            (i32.store (i32.const 4) (i32.const 1))
                            (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
                        """)) {
            var wasi = WASI.builder().version("preview1").stdout(stdout).build();
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            wasi.start(instance);
            instance.function("print").callEach(new int[3], new int[] {'a', 'b', 'c'});
            assertThat(stdout.text()).isEqualTo("abc");
        }
        assertThat(stdout.text()).isEqualTo("abc");
    }

    @Test
    void isStoppedAsAnyCall() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var store = Store.create(engine);
                var module = engine.compile("""
                        (module (func (export "f") (param i32) (loop $again (br $again))))
                        """.getBytes(StandardCharsets.UTF_8))) {
            var f = WebAssembly.instantiate(store, module, Map.of()).function("f");
            store.setDeadline(Duration.ofMillis(50));
            assertThatThrownBy(() -> f.callEach(null, new int[10]))
                    .isInstanceOfSatisfying(
                            TrapException.class,
                            thrown -> assertThat(thrown.trap()).isEqualTo(Trap.DEADLINE));
        }
    }

    @Test
    void aClosedEngineIsTold() {
        var engine = Engine.create(EngineOptions.DEFAULT);
        try (var store = Store.create(engine);
                var module = engine.compile(MIXED.getBytes(StandardCharsets.UTF_8))) {
            var mixed = WebAssembly.instantiate(store, module, Map.of()).function("mixed");
            engine.close();
            Object[] results = {new long[0], new float[0], new double[0], new int[0]};
            assertThatThrownBy(() -> mixed.callEach(results, new int[0], new double[0], new float[0], new long[0]))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the engine is closed");
        }
    }
}
