package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Wherever the stack ends, of the guest, of the host or of both, an exception comes out and the JVM goes on. */
@Timeout(120)
class StackTest {
    private static final String GUEST = """
            (module
              (import "host" "call" (func $host))
              (memory (export "memory") 1 4)
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

    @ParameterizedTest
    @ValueSource(ints = {256, 512, 800, 1024, 2048, 8192})
    void endlessRecursionThroughTheHostEndsOnAnyThread(int stackKibibytes) throws InterruptedException {
        assertRecursionThroughHostEnds(call -> new Thread(null, call, "small", stackKibibytes * 1024L));
    }

    @Test
    void endlessRecursionThroughTheHostEndsOnAVirtualThread() throws InterruptedException {
        assertRecursionThroughHostEnds(Thread.ofVirtual()::unstarted);
    }

    private static void assertRecursionThroughHostEnds(ThreadFactory threads) throws InterruptedException {
        var self = new AtomicReference<Function>();
        try (var instance = instantiate((caller, arguments) -> self.get().call())) {
            self.set(instance.function("callHost"));
            var thrown = new AtomicReference<Throwable>();
            var thread = threads.newThread(
                    () -> thrown.set(catchThrowable(() -> self.get().call())));
            thread.start();
            thread.join();
            assertThat(thrown.get()).isInstanceOfAny(TrapException.class, StackOverflowError.class);
            assertThat(instance.function("grow").call(0))
                    .as("on another thread")
                    .isEqualTo(1);
        }
    }

    private static Throwable recurse() {
        try (var instance = instantiate()) {
            instance.function("recurse").call(0L);
            return new AssertionError("an endless recursion ended");
        } catch (TrapException e) {
            return e;
        }
    }

    @Test
    void aStackThatIsTooShortForTheGuestsIsExplained() throws InterruptedException {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withMaxWasmStack(64 << 20));
                var large = engine.compile(Guests.NOTHING.getBytes(StandardCharsets.UTF_8))) {
            var thrown = new AtomicReference<Throwable>();
            var result = new AtomicReference<Object>();
            Runnable call = () -> {
                try (var instance = WebAssembly.instantiate(large)) {
                    result.set(instance.function("answer").call());
                } catch (TrapException e) {
                    thrown.set(e);
                }
            };
            var small = new Thread(null, call, "small", 1 << 20);
            small.start();
            small.join();
            assertThat(thrown.get())
                    .hasMessageStartingWith("the thread small has ")
                    .hasMessageContaining("KiB of stack left, and the guest needs 65792 KiB")
                    .hasMessageContaining("withMaxWasmStack");
            var roomy = new Thread(null, call, "roomy", 80 << 20);
            roomy.start();
            roomy.join();
            assertThat(result.get()).isEqualTo(42);
        }
    }

    @Test
    void tailCallsTakeNoStack() {
        try (var instance = Guests.instantiate("""
                (module
                  (func $f (export "f") (param i32) (result i32)
                    (if (result i32) (local.get 0)
                      (then (return_call $f (i32.sub (local.get 0) (i32.const 1))))
                      (else (i32.const 7)))))
                """)) {
            assertThat(instance.function("f").call(1_000_000)).isEqualTo(7);
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
}
