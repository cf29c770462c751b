package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Lifetimes and threads. */
@Timeout(120)
class StoreTest {
    private static final String GUEST = """
            (module
              (import "host" "call" (func $host))
              (memory (export "memory") 1)
              (global (export "global") (mut i32) (i32.const 7))
              (table (export "table") 3 funcref)
              (func (export "callHost") (call $host))
              (func (export "answer") (result i32) (i32.const 42)))
            """;

    private static Instance instantiate(HostFunction.Body body) {
        try (var module = WebAssembly.compileText(GUEST)) {
            return WebAssembly.instantiate(
                    module, Map.of("host", Map.of("call", HostFunction.of(FunctionType.of(), body))));
        }
    }

    private static Instance instantiate() {
        return instantiate((caller, arguments) -> null);
    }

    @Test
    void everyUseAfterCloseIsRefusedOnEveryThread() throws InterruptedException {
        var instance = instantiate();
        var function = instance.function("answer");
        var memory = instance.memory("memory");
        var global = (Global) instance.exports().get("global");
        var table = (Table) instance.exports().get("table");
        var store = instance.store();
        instance.close();
        instance.close();
        store.close();
        store.interrupt();
        List<ThrowingCallable> uses = List.of(
                function::call,
                () -> memory.readInt(0),
                () -> memory.writeInt(0, 1),
                () -> memory.grow(1),
                memory::byteSize,
                global::get,
                () -> global.set(1),
                table::size,
                store::fuel,
                () -> store.setFuel(1),
                instance::exports,
                () -> instance.function("answer"));
        assertAllRefused(uses);
        var thread = new Thread(() -> assertAllRefused(uses));
        var failure = new AtomicReference<Throwable>();
        thread.setUncaughtExceptionHandler((which, e) -> failure.set(e));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
    }

    private static void assertAllRefused(List<ThrowingCallable> uses) {
        assertThat(uses)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageEndingWith("closed"));
    }

    @Test
    void modulesAndEnginesRefuseUseAfterClose() {
        var engine = Engine.create(EngineOptions.DEFAULT);
        var bytes = Guests.NOTHING.getBytes(StandardCharsets.UTF_8);
        var module = engine.compile(bytes);
        var store = Store.create(engine);
        var instance = WebAssembly.instantiate(store, module, Map.of());
        module.close();
        module.close();
        engine.close();
        engine.close();
        assertThat(instance.function("answer").call()).isEqualTo(42);
        store.close();
        assertAllRefused(List.of(
                module::imports,
                module::exports,
                module::serialize,
                () -> WebAssembly.instantiate(module),
                () -> engine.compile(bytes),
                () -> engine.validate(bytes),
                () -> Store.create(engine)));
    }

    @Test
    void aSecondThreadIsKeptOut() throws InterruptedException {
        var inside = new CountDownLatch(1);
        var leave = new CountDownLatch(1);
        try (var instance = instantiate((caller, arguments) -> {
            inside.countDown();
            leave.await();
            return null;
        })) {
            var callHost = instance.function("callHost");
            var answer = instance.function("answer");
            var memory = instance.memory("memory");
            var first = Thread.ofPlatform().start(callHost::call);
            inside.await();
            assertThatThrownBy(answer::call)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another thread");
            assertThatThrownBy(() -> memory.readByte(0)).isInstanceOf(IllegalStateException.class);
            leave.countDown();
            first.join();
            assertThat(answer.call()).isEqualTo(42);
        }
    }

    @Test
    void itsGuestMayNotCloseIt() {
        var instance = new AtomicReference<Instance>();
        instance.set(instantiate((caller, arguments) -> {
            instance.get().close();
            return null;
        }));
        assertThatThrownBy(() -> instance.get().function("callHost").call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("cannot be closed");
        assertThat(instance.get().function("answer").call()).isEqualTo(42);
        instance.get().close();
    }

    @Test
    void threadsMayUseItOneAfterAnother() throws InterruptedException {
        try (var instance = instantiate()) {
            for (int i = 0; i < 50; i++) {
                var result = new AtomicReference<Object>();
                Thread.ofVirtual()
                        .start(() -> result.set(instance.function("answer").call()))
                        .join();
                assertThat(result.get()).isEqualTo(42);
            }
        }
    }

    @Test
    void manyThreadsMakeAndCloseTheirOwn() throws InterruptedException {
        try (var module = WebAssembly.compileText(Guests.NOTHING)) {
            var failures = new ArrayList<Throwable>();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 8; i++) {
                threads.add(Thread.ofPlatform().start(() -> {
                    var failure = catchThrowable(() -> makeAndClose(module, 1500));
                    synchronized (failures) {
                        if (failure != null) {
                            failures.add(failure);
                        }
                    }
                }));
            }
            for (var thread : threads) {
                thread.join();
            }
            assertThat(failures).isEmpty();
        }
    }

    private static void makeAndClose(Module module, int count) {
        for (int i = 0; i < count; i++) {
            try (var instance = WebAssembly.instantiate(module)) {
                assertThat(instance.function("answer").call()).isEqualTo(42);
            }
        }
    }

    @Test
    void instancesOfASharedStoreAreClosedOneByOne() {
        try (var store = Store.create(Engine.shared());
                var module = WebAssembly.compileText(Guests.NOTHING)) {
            var first = WebAssembly.instantiate(store, module, Map.of());
            var second = WebAssembly.instantiate(store, module, Map.of());
            first.close();
            assertThatThrownBy(first::exports)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the instance is closed");
            assertThat(second.function("answer").call()).isEqualTo(42);
        }
    }

    @Test
    void aHoldKeepsOtherThreadsOut() throws Exception {
        var store = Store.create(Engine.shared());
        try (var module = WebAssembly.compileText(Guests.NOTHING)) {
            var answer = WebAssembly.instantiate(store, module, Map.of()).function("answer");
            var hold = store.hold();
            var inner = store.hold();
            assertThat(answer.call()).isEqualTo(42);
            inner.close();
            inner.close();
            assertThat(answer.call()).isEqualTo(42);
            assertThat(failureIn(answer::call))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use by another thread, " + Thread.currentThread());
            assertThat(failureIn(hold::close))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("by the thread that began it");
            assertThatThrownBy(store::close).hasMessageContaining("is inside");
            hold.close();
            hold.close();
            assertThat(failureIn(answer::call)).isNull();
        }
        store.close();
        assertThatThrownBy(store::hold).hasMessage("the store is closed");
    }

    @Test
    void aStoreClosedByAnotherThreadIsFreedWhenItsHoldEnds() throws Exception {
        var store = Store.create(Engine.shared());
        try (var module = WebAssembly.compileText(Guests.NOTHING)) {
            var answer = WebAssembly.instantiate(store, module, Map.of()).function("answer");
            var hold = store.hold();
            assertThat(failureIn(store::close)).isNull();
            assertThatThrownBy(answer::call)
                    .isInstanceOfSatisfying(
                            TrapException.class,
                            thrown -> assertThat(thrown.trap()).isEqualTo(Trap.CLOSED));
            hold.close();
            assertThatThrownBy(answer::call).hasMessage("the store is closed");
        }
    }

    /** What a thread of its own meets. */
    private static Throwable failureIn(Runnable action) throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(() -> {
            try {
                action.run();
            } catch (Throwable thrown) {
                failure.set(thrown);
            }
        });
        thread.start();
        thread.join();
        return failure.get();
    }
}
