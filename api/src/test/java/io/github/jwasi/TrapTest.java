package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever a guest does wrong is an exception, and the JVM goes on. */
@Timeout(120)
class TrapTest {
    private static final String GUEST = """
            (module $faulty
              (type $nothing (func))
              (table 2 funcref)
              (elem (i32.const 0) $takesNumber)
              (memory (export "memory") 1 4)
              (func $takesNumber (param i32))
              (func (export "unreachable") unreachable)
              (func (export "outOfBounds") (drop (i32.load (i32.const 65536))))
              (func (export "farOutOfBounds") (drop (i64.load offset=0xfffffff0 (i32.const -1))))
              (func (export "divideByZero") (drop (i32.div_u (i32.const 1) (i32.const 0))))
              (func (export "overflow") (drop (i32.div_s (i32.const 0x80000000) (i32.const -1))))
              (func (export "conversion") (drop (i32.trunc_f64_s (f64.const nan))))
              (func (export "tableBounds") (call_indirect (type $nothing) (i32.const 7)))
              (func (export "null") (call_indirect (type $nothing) (i32.const 1)))
              (func (export "signature") (call_indirect (type $nothing) (i32.const 0)))
              (func $inner (unreachable))
              (func $outer (export "nested") (call $inner))
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0))))
            """;

    private static Module module;

    @BeforeAll
    static void compile() {
        module = WebAssembly.compileText(GUEST);
    }

    @AfterAll
    static void close() {
        module.close();
    }

    private static Instance instantiate() {
        return WebAssembly.instantiate(module);
    }

    @ParameterizedTest
    @CsvSource({
        "unreachable, UNREACHABLE",
        "outOfBounds, MEMORY_OUT_OF_BOUNDS",
        "farOutOfBounds, MEMORY_OUT_OF_BOUNDS",
        "divideByZero, INTEGER_DIVISION_BY_ZERO",
        "overflow, INTEGER_OVERFLOW",
        "conversion, BAD_CONVERSION_TO_INTEGER",
        "tableBounds, TABLE_OUT_OF_BOUNDS",
        "null, INDIRECT_CALL_TO_NULL",
        "signature, BAD_SIGNATURE"
    })
    void hasItsKindAndFrames(String function, Trap trap) {
        try (var instance = instantiate()) {
            var thrown = catchThrowableOfType(
                    TrapException.class, () -> instance.function(function).call());
            assertThat(thrown.trap()).isEqualTo(trap);
            assertThat(thrown.frames()).hasSize(1);
            assertThat(thrown.frames().getFirst().module()).contains("faulty");
            assertThat(instance.function("grow").call(0)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "NULL_REFERENCE | (drop (struct.get $struct 0 (ref.null $struct)))",
                "NULL_REFERENCE | (throw_ref (ref.null exn))",
                "ARRAY_OUT_OF_BOUNDS | (drop (array.get $array (array.new_default $array (i32.const 2)) (i32.const 2)))",
                "ALLOCATION_TOO_LARGE | (drop (array.new_default $array (i32.const -1)))",
                "CAST_FAILURE | (drop (ref.cast (ref i31) (ref.null any)))",
                "HEAP_MISALIGNED | (drop (i32.atomic.load (i32.const 1)))",
                "ATOMIC_WAIT_NON_SHARED_MEMORY | "
                        + "(drop (memory.atomic.wait32 (i32.const 0) (i32.const 0) (i64.const 0)))",
                "MEMORY_OUT_OF_BOUNDS | (memory.fill (i32.const 65535) (i32.const 0) (i32.const 2))",
                "MEMORY_OUT_OF_BOUNDS | (memory.init $data (i32.const 0) (i32.const 2) (i32.const 2))",
                "TABLE_OUT_OF_BOUNDS | (drop (table.get (i32.const 1)))"
            })
    void newerInstructionsHaveTheirKindsToo(Trap trap, String body) {
        try (var instance = Guests.instantiate("""
                (module
                  (type $struct (struct (field i32)))
                  (type $array (array i64))
                  (memory 1)
                  (table 1 funcref)
                  (data $data "abc")
                  (func (export "f") %s)
                  (func (export "answer") (result i32) (i32.const 42)))
                """.formatted(body))) {
            for (int i = 0; i < 2; i++) {
                assertThatThrownBy(() -> instance.function("f").call())
                        .isInstanceOfSatisfying(
                                TrapException.class, e -> assertThat(e.trap()).isEqualTo(trap));
                assertThat(instance.function("answer").call()).isEqualTo(42);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$_ZN4core9panicking9panic_fmt17h0123456789abcdefE | core::panicking::panic_fmt",
                "$_ZN3app5Store3getEi | app::Store::get(int)",
                "$_ZN_is_no_mangled_name | _ZN_is_no_mangled_name",
                "$main | main",
                "'' | function[0]"
            })
    void functionsHaveTheNamesOfTheirSource(String name, String shown) {
        try (var instance = Guests.instantiate("(module (func %s (export \"f\") unreachable))".formatted(name))) {
            assertThatThrownBy(() -> instance.function("f").call()).isInstanceOfSatisfying(TrapException.class, e -> {
                assertThat(e.wasmStackTrace()).startsWith("    at wasm!" + shown);
                assertThat(e.getStackTrace()[0].getMethodName()).startsWith(shown);
            });
        }
    }

    /** What the guest's garbage collector keeps counts as its memory. */
    @Test
    void objectsWithoutEndMeetTheLimitOfMemory() {
        try (var store = Store.create(Engine.shared(), StoreOptions.DEFAULT.withMaxMemory(1 << 20));
                var collected = WebAssembly.compileText("""
                        (module
                          (type $list (struct (field (ref null $list)) (field i64)))
                          (global $all (mut (ref null $list)) (ref.null $list))
                          (func (export "f")
                            (loop $again
                              (global.set $all (struct.new $list (global.get $all) (i64.const 0)))
                              (br $again))))
                        """)) {
            var f = WebAssembly.instantiate(store, collected, Map.of()).function("f");
            assertThatThrownBy(f::call)
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.GC_HEAP_FULL))
                    .hasMessageContaining("out of memory");
        }
    }

    @Test
    void namesTheFunctionsInnermostFirst() {
        try (var instance = instantiate()) {
            var thrown = catchThrowableOfType(
                    TrapException.class, () -> instance.function("nested").call());
            assertThat(thrown.frames())
                    .extracting(frame -> frame.function().orElse(""))
                    .containsExactly("inner", "outer");
            assertThat(thrown.wasmStackTrace()).contains("faulty!inner at 0x").contains("faulty!outer at 0x");
        }
    }

    @Test
    void memoryGrowsToItsLimitAndNoFurther() {
        try (var instance = instantiate()) {
            assertThat(instance.function("grow").call(3)).isEqualTo(1);
            assertThat(instance.function("grow").call(1)).isEqualTo(-1);
            assertThat(instance.memory("memory").size()).isEqualTo(4);
        }
    }

    /** HotSpot's own faults, of null pointers, and those of guests go to the right handler, also at the same time. */
    @Test
    void fourThreadsTrapWhileOthersMeetNullPointers() throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var start = new CountDownLatch(1);
        var threads = new Thread[6];
        for (int i = 0; i < threads.length; i++) {
            boolean guest = i < 4;
            threads[i] = new Thread(() -> {
                try {
                    start.await();
                    for (int round = 0; round < 2000; round++) {
                        if (guest) {
                            trapOnce(round);
                        } else {
                            assertThatThrownBy(TrapTest::nullPointer).isInstanceOf(NullPointerException.class);
                        }
                    }
                } catch (Throwable e) {
                    failure.set(e);
                }
            });
            threads[i].start();
        }
        start.countDown();
        for (int i = 0; i < 20; i++) {
            System.gc();
        }
        for (var thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    private static void trapOnce(int round) {
        var names = new String[] {"outOfBounds", "divideByZero", "unreachable"};
        try (var instance = instantiate()) {
            assertThatThrownBy(() -> instance.function(names[round % 3]).call()).isInstanceOf(TrapException.class);
        }
    }

    private static int nullPointer() {
        int[] array = System.nanoTime() == 0 ? new int[1] : null;
        return array.length;
    }
}
