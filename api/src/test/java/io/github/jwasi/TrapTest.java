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
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a guest does wrong is an exception, and the JVM goes on. */
@Timeout(120)
class TrapTest {
    private static final String GUEST = """
            (module $faulty
              (import "host" "call" (func $host))
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
              (func $recurse (export "recurse") (param i64) (result i64)
                (i64.add (call $recurse (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
              (func $recurseHost (export "recurseHost") (call $host) (call $recurseHost))
              (func (export "callHost") (call $host))
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

    private static Instance instantiate(HostFunction.Body body) {
        return WebAssembly.instantiate(
                module, Map.of("host", Map.of("call", HostFunction.of(FunctionType.of(), body))));
    }

    private static Instance instantiate() {
        return instantiate((caller, arguments) -> null);
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

    @ParameterizedTest
    @ValueSource(ints = {256, 384, 512, 640, 768, 800, 832, 896, 960, 1024, 2048, 8192})
    void endlessRecursionEndsOnAnyThread(int stackKibibytes) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        var thread = new Thread(null, () -> thrown.set(recurse()), "small", stackKibibytes * 1024L);
        thread.start();
        thread.join();
        assertThat(thrown.get())
                .isInstanceOfSatisfying(
                        TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.STACK_OVERFLOW));
    }

    @Test
    void endlessRecursionEndsOnAVirtualThread() throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread.startVirtualThread(() -> thrown.set(recurse())).join();
        assertThat(thrown.get()).isInstanceOf(TrapException.class);
    }

    private static Throwable recurse() {
        try (var instance = instantiate()) {
            instance.function("recurse").call(0L);
            return new AssertionError("an endless recursion ended");
        } catch (TrapException e) {
            return e;
        }
    }

    /** At some depth the guest is refused, and at a deeper one Java's own stack ends. */
    @Test
    void endsBelowAnyCountOfJavaFrames() {
        try (var instance = instantiate()) {
            var add = instance.function("grow");
            var recurse = instance.function("recurse");
            int depth = deepest(0, () -> {
                add.call(0);
                assertThatThrownBy(() -> recurse.call(0L)).isInstanceOf(TrapException.class);
            });
            assertThat(depth).isGreaterThan(1000);
            assertThat(add.call(0)).isEqualTo(1);
        }
    }

    @SuppressWarnings("InfiniteRecursion") // until the stack ends, which is what is wanted
    private static int deepest(int depth, Runnable call) {
        try {
            if (depth % 100 == 0) {
                call.run();
            }
            return deepest(depth + 1, call);
        } catch (StackOverflowError | TrapException e) {
            return depth;
        }
    }

    @Test
    void endlessRecursionThroughTheHostEnds() {
        var self = new AtomicReference<Function>();
        try (var instance = instantiate((caller, arguments) -> self.get().call())) {
            self.set(instance.function("callHost"));
            assertThatThrownBy(() -> self.get().call()).isInstanceOfAny(TrapException.class, StackOverflowError.class);
            assertThat(instance.function("grow").call(0)).isEqualTo(1);
        }
    }

    /** The host is called at every depth of the guest's stack, the last ones included, and uses up what is left. */
    @Test
    void theHostMayOverflowItsStackBelowADeepGuest() {
        try (var instance = instantiate((caller, arguments) -> overflow(0))) {
            assertThatThrownBy(() -> instance.function("recurseHost").call()).isInstanceOf(StackOverflowError.class);
        }
        try (var instance = instantiate()) {
            assertThatThrownBy(() -> instance.function("recurseHost").call()).isInstanceOf(TrapException.class);
        }
        int[] calls = {0};
        try (var instance = instantiate((caller, arguments) -> calls[0]++ > 3000 ? overflow(0) : null)) {
            assertThatThrownBy(() -> instance.function("recurseHost").call())
                    .isInstanceOfAny(TrapException.class, StackOverflowError.class);
        }
    }

    private static Object overflow(int depth) {
        if (depth < 0) {
            return depth;
        }
        return overflow(depth + 1).hashCode() + depth;
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
