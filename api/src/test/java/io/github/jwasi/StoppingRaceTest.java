package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Stopping guests at every moment of their lives. */
@Timeout(300)
class StoppingRaceTest {
    private static final String GUEST = """
            (module
              (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
              (import "host" "call" (func $host))
              (memory (export "memory") 1)
              (func (export "answer") (result i32) (i32.const 42))
              (func (export "compute") (param i32)
                (loop $again
                  (local.set 0 (i32.sub (local.get 0) (i32.const 1)))
                  (br_if $again (local.get 0))))
              (func (export "callHost") (call $host))
              (func (export "sleep")
                (i64.store (i32.const 24) (i64.const 200000))
                (i32.store (i32.const 16) (i32.const 1))
                (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))))
            """;

    private static final Engine ENGINE = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
    private static final Module MODULE = ENGINE.compile(GUEST.getBytes(StandardCharsets.UTF_8));

    private static Instance instantiate(Store store) {
        var wasi = WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .stdin(Input.empty())
                .build();
        var imports = wasi.getImportObject();
        imports.put("host", Map.of("call", HostFunction.of(FunctionType.of(), (caller, none) -> {
            caller.memory().writeInt(0, 1);
            return null;
        })));
        return WebAssembly.instantiate(store, MODULE, imports);
    }

    /** Uses everything that a guest can be in when it is stopped. */
    private static void use(Instance instance, int round) {
        switch (round % 6) {
            case 0 -> instance.function("compute").call(1 + round * 7919 % 200_000);
            case 1 -> instance.function("sleep").call();
            case 2 -> instance.function("callHost").call();
            case 3 -> instance.memory("memory").writeInt(64, round);
            case 4 -> instance.memory("memory").byteSize();
            default -> instance.function("answer").call();
        }
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (var thread : threads) {
            thread.join();
        }
    }

    private static Thread hammer(BooleanSupplier goOn, Runnable blow) {
        return Thread.ofPlatform().start(() -> {
            for (int i = 0; goOn.getAsBoolean(); i++) {
                LockSupport.parkNanos(1 + i * 7919L % 3_000_000);
                blow.run();
            }
        });
    }

    @Test
    void aThreadIsInterruptedAndNoOtherThatUsesTheStore() throws InterruptedException {
        var failures = new ConcurrentLinkedQueue<Throwable>();
        var stopped = new AtomicInteger();
        var end = new AtomicBoolean();
        try (var store = Store.create(ENGINE)) {
            var instance = instantiate(store);
            var victim = Thread.ofPlatform().start(() -> inTurns(end, instance, failures, stopped));
            var others = new ArrayList<Thread>();
            for (int i = 0; i < 2; i++) {
                others.add(Thread.ofPlatform().start(() -> inTurns(end, instance, failures, new NoStop())));
            }
            others.add(hammer(() -> stopped.get() < 300 && failures.isEmpty(), victim::interrupt));
            others.getLast().join();
            end.set(true);
            victim.join();
            join(others);
            assertThat(instance.function("answer").call()).isEqualTo(42);
        }
        assertThat(failures).isEmpty();
        assertThat(stopped).hasValueGreaterThanOrEqualTo(300);
    }

    /** Counts what must not happen. */
    private static final class NoStop extends AtomicInteger {
        private static final long serialVersionUID = 1;
    }

    private static void inTurns(
            AtomicBoolean end, Instance instance, Queue<Throwable> failures, AtomicInteger stopped) {
        for (int i = 0; !end.get(); i++) {
            int round = i;
            var thrown = catchThrowable(() -> use(instance, round));
            if (thrown instanceof TrapException trap && trap.trap() == Trap.THREAD_INTERRUPTED) {
                if (!Thread.interrupted() || stopped instanceof NoStop) {
                    failures.add(trap);
                }
                stopped.incrementAndGet();
            } else if (thrown != null && !String.valueOf(thrown.getMessage()).contains("in use by another thread")) {
                failures.add(thrown);
                end.set(true);
            }
            if (stopped instanceof NoStop) {
                LockSupport.parkNanos(50_000);
            }
        }
    }

    /** Ends a store that a thread uses, thousands of times, and gives what the calls ended with. */
    private static List<Throwable> end(int count, Consumer<Store> how) throws InterruptedException {
        var ends = new ConcurrentLinkedQueue<Throwable>();
        var threads = new ArrayList<Thread>();
        var freed = new AtomicInteger();
        for (int t = 0; t < 3; t++) {
            int first = t;
            threads.add(Thread.ofPlatform().start(() -> {
                for (int i = first; i < count; i += 3) {
                    ends.add(endOne(i, how, freed));
                }
            }));
        }
        join(threads);
        while (freed.get() < count) {
            Thread.sleep(1);
        }
        assertThat(freed).as("stores that were freed").hasValue(count);
        return List.copyOf(ends);
    }

    private static Throwable endOne(int number, Consumer<Store> how, AtomicInteger freed) {
        var store = Store.create(ENGINE);
        store.atClose(freed::incrementAndGet);
        var instance = instantiate(store);
        var ender = Thread.ofPlatform().start(() -> {
            LockSupport.parkNanos(number * 7919L % 300_000);
            how.accept(store);
        });
        ThrowingCallable forEver = () -> {
            for (int round = number; ; round++) {
                use(instance, round);
            }
        };
        var thrown = catchThrowable(forEver);
        try {
            ender.join();
        } catch (InterruptedException e) {
            return e;
        }
        store.close();
        return thrown;
    }

    @Test
    void aStoreIsClosedByAnotherThreadAndFreedOnce() throws InterruptedException {
        assertThat(end(3000, Store::close)).hasSize(3000).allSatisfy(thrown -> {
            if (thrown instanceof TrapException trap) {
                assertThat(trap.trap()).isEqualTo(Trap.CLOSED);
            } else {
                assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("the store is closed");
            }
        });
    }

    @Test
    void aDeadlineComesAtAnyMoment() throws InterruptedException {
        assertThat(end(2000, store -> store.setDeadline(Duration.ofNanos(100_000))))
                .hasSize(2000)
                .allSatisfy(thrown -> assertThat(thrown)
                        .isInstanceOfSatisfying(
                                TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.DEADLINE)));
    }

    @Test
    void aStoreIsInterruptedAndClosedByOthersAtOnce() throws InterruptedException {
        var closers = new ConcurrentLinkedQueue<Thread>();
        var ends = end(1000, store -> {
            closers.add(Thread.ofPlatform().start(store::close));
            closers.add(Thread.ofVirtual().start(store::close));
            store.interrupt();
        });
        join(List.copyOf(closers));
        assertThat(ends).hasSize(1000).allSatisfy(thrown -> {
            if (thrown instanceof TrapException trap) {
                assertThat(trap.trap()).isIn(Trap.CLOSED, Trap.INTERRUPT);
            } else {
                assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("the store is closed");
            }
        });
    }

    @Test
    void theWatchGoesOnAfterItHasEnded() throws InterruptedException {
        for (int i = 0; i < 2; i++) {
            try (var store = Store.create(ENGINE)) {
                var instance = instantiate(store);
                store.setDeadline(Duration.ofMillis(20));
                var thrown = catchThrowable(() -> instance.function("compute").call(0));
                assertThat(thrown)
                        .isInstanceOfSatisfying(
                                TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.DEADLINE));
            }
            awaitEndOfWatchdog();
        }
    }

    private static void awaitEndOfWatchdog() throws InterruptedException {
        for (var thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().equals("jwasi-watchdog")) {
                thread.join();
            }
        }
    }
}
