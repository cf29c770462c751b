package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ending a guest from outside. */
@Timeout(120)
class InterruptTest {
    private static final String SLEEPER = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (i64.store (i32.const 24) (i64.const 3600000000000))
                (i32.store (i32.const 16) (i32.const 1))
                (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))
            """;

    private static final String LOOPER = """
            (module
              (func (export "answer") (result i32) (i32.const 42))
              (func (export "loop") (loop $again (br $again))))
            """;

    @Test
    void aSleepingGuestIsInterrupted() throws InterruptedException {
        try (var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compileText(SLEEPER);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            var timer = interruptLater(instance.store());
            assertInterrupted(() -> wasi.start(instance));
            assertInterrupted(() -> instance.function("_start").call());
            timer.join();
        }
    }

    @Test
    void aComputingGuestOfAnInterruptibleEngineIsInterruptedAndNoOther() throws InterruptedException {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(LOOPER.getBytes(StandardCharsets.UTF_8));
                var looping = Store.create(engine);
                var other = Store.create(engine)) {
            var instance = WebAssembly.instantiate(looping, module, Map.of());
            var neighbour = WebAssembly.instantiate(other, module, Map.of());
            var timer = interruptLater(looping);
            assertInterrupted(() -> instance.function("loop").call());
            assertInterrupted(() -> instance.function("answer").call());
            assertThat(neighbour.function("answer").call()).isEqualTo(42);
            timer.join();
        }
    }

    private static Thread interruptLater(Store store) {
        return Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(100);
                store.interrupt();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void assertInterrupted(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.INTERRUPT));
    }

    @Test
    void aGuestIsInterruptedAlsoBeforeItBegins() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(Guests.NOTHING.getBytes(StandardCharsets.UTF_8));
                var starting = engine.compile(
                        "(module (func $f (loop $a (br $a))) (start $f))".getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine)) {
            var instance = WebAssembly.instantiate(store, module, Map.of());
            store.interrupt();
            assertInterrupted(() -> instance.function("answer").call());
            assertInterrupted(() -> WebAssembly.instantiate(store, starting, Map.of()));
            instance.memory("memory").writeInt(0, 7);
            assertThat(instance.memory("memory").readInt(0))
                    .as("the host may look at what is left")
                    .isEqualTo(7);
        }
    }

    @Test
    void aHostFunctionEndsInPeaceAndItsGuestThen() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile("""
                        (module
                          (import "host" "call" (func $host))
                          (func (export "f") (call $host) (loop $again (br $again))))
                        """.getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine)) {
            boolean[] ended = {false};
            var host = HostFunction.of(FunctionType.of(), (caller, none) -> {
                store.interrupt();
                Thread.sleep(1);
                ended[0] = true;
                return null;
            });
            var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("call", host)));
            assertInterrupted(() -> instance.function("f").call());
            assertThat(ended).containsExactly(true);
        }
    }

    @Test
    void onlyTheSleeperOfTheStoreIsWoken() throws InterruptedException {
        try (var module = WebAssembly.compileText(SLEEPER);
                var first = preview1();
                var second = preview1();
                var firstInstance = WebAssembly.instantiate(module, first.getImportObject());
                var secondInstance = WebAssembly.instantiate(module, second.getImportObject())) {
            var failures = new ConcurrentLinkedQueue<Throwable>();
            var one = sleeping(first, firstInstance, failures);
            var two = sleeping(second, secondInstance, failures);
            firstInstance.store().interrupt();
            one.join();
            assertThat(two.isAlive()).isTrue();
            secondInstance.store().interrupt();
            two.join();
            assertThat(failures)
                    .hasSize(2)
                    .allSatisfy(e -> assertInterrupted(() -> {
                        throw e;
                    }));
        }
    }

    private static WASI preview1() {
        return WASI.builder().version(WASI.Version.PREVIEW1).build();
    }

    private static Thread sleeping(WASI wasi, Instance instance, Queue<Throwable> failures) {
        return Thread.ofPlatform().start(() -> failures.add(catchThrowable(() -> wasi.start(instance))));
    }

    @Test
    void interruptMayRaceWithClose() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            var instance = Guests.instantiate(Guests.NOTHING);
            var racer = Thread.ofPlatform().start(() -> {
                for (int k = 0; k < 20; k++) {
                    instance.store().interrupt();
                }
            });
            instance.close();
            racer.join();
            assertThatThrownBy(() -> instance.store().fuel()).isInstanceOf(IllegalStateException.class);
        }
    }
}
