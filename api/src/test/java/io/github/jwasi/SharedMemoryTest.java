package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Memories that threads share, each with its own instance in its own store. */
@Timeout(60)
class SharedMemoryTest {
    private static final int THREADS = 4;
    private static final MemoryType TYPE = MemoryType.of(1, 16).withShared();

    private static final String WORKER = """
            (module
              (import "env" "memory" (memory 1 16 shared))
              (export "memory" (memory 0))
              (func (export "add") (param $times i32)
                (loop $again
                  (drop (i32.atomic.rmw.add (i32.const 0) (i32.const 1)))
                  (local.set $times (i32.sub (local.get $times) (i32.const 1)))
                  (br_if $again (local.get $times))))
              (func (export "grow") (result i32) (memory.grow (i32.const 1)))
              (func (export "wait") (param i32 i64) (result i32)
                (memory.atomic.wait32 (i32.const 16) (local.get 0) (local.get 1)))
              (func (export "await")
                (loop $again
                  (drop (memory.atomic.wait32 (i32.const 16) (i32.const 0) (i64.const -1)))
                  (br_if $again (i32.eqz (i32.atomic.load (i32.const 16))))))
              (func (export "notify") (param i32) (result i32)
                (memory.atomic.notify (i32.const 16) (local.get 0))))
            """;

    private final Engine engine =
            Engine.create(EngineOptions.DEFAULT.withSharedMemory(true).withInterruptible(true));
    private final Module module = engine.compile(WORKER.getBytes(StandardCharsets.UTF_8));
    private final Memory memory = Memory.create(engine, TYPE);

    @AfterEach
    void close() {
        module.close();
        engine.close();
    }

    private Instance worker(Store store) {
        return WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", memory)));
    }

    /** Runs the same on several threads at once. */
    private static <T> List<T> together(Callable<T> task) throws Exception {
        try (var threads = Executors.newFixedThreadPool(THREADS)) {
            var results = new ArrayList<T>();
            for (Future<T> result : threads.invokeAll(
                    IntStream.range(0, THREADS).mapToObj(i -> task).toList())) {
                results.add(result.get());
            }
            return results;
        }
    }

    @Test
    void threadsCountTogether() throws Exception {
        together(() -> {
            try (var store = Store.create(engine)) {
                var worker = worker(store);
                worker.function("add").call(10_000);
                for (int i = 0; i < 1000; i++) {
                    Atomics.addInt(memory, 0, 1);
                }
            }
            return null;
        });
        assertThat(Atomics.loadInt(memory, 0)).isEqualTo(THREADS * 11_000);
        assertThat(memory.readInt(0)).isEqualTo(THREADS * 11_000);
    }

    @Test
    void itGrowsForAll() throws Exception {
        var view = memory.view(0, 65536, bytes -> bytes);
        var before = together(() -> {
            try (var store = Store.create(engine)) {
                return (Integer) worker(store).function("grow").call();
            }
        });
        assertThat(before).containsExactlyInAnyOrder(1, 2, 3, 4);
        assertThat(memory.size()).isEqualTo(5);
        memory.writeInt(5 * 65536 - 4, 7);
        assertThat(memory.grow(11)).isEqualTo(5);
        assertThat(memory.readInt(5 * 65536 - 4)).isEqualTo(7);
        assertThatThrownBy(() -> memory.grow(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot grow by 1 pages");
        assertThatThrownBy(() -> memory.readByte(16 * 65536)).isInstanceOf(IndexOutOfBoundsException.class);
        memory.writeInt(65532, 3);
        assertThat(view.get(ValueLayout.JAVA_INT, 65532))
                .as("a view that was kept")
                .isEqualTo(3);
    }

    @Test
    void javaWakesAGuest() throws Exception {
        try (var thread = Executors.newSingleThreadExecutor()) {
            var waiting = thread.submit(() -> {
                try (var store = Store.create(engine)) {
                    return worker(store).function("wait").call(0, -1L);
                }
            });
            Atomics.storeInt(memory, 16, 0);
            while (Atomics.notify(memory, 16, 1) == 0 && !waiting.isDone()) {
                Thread.onSpinWait();
            }
            assertThat(waiting.get()).as("woken").isEqualTo(0);
        }
        try (var store = Store.create(engine)) {
            var worker = worker(store);
            assertThat(worker.function("wait").call(1, -1L)).as("another value").isEqualTo(1);
            assertThat(worker.function("wait").call(0, 1000L)).as("timed out").isEqualTo(2);
            assertThat(worker.function("notify").call(1)).isEqualTo(0);
        }
    }

    /** Stops a guest that waits for ever, and gives how its call ended. */
    private static Throwable stop(Instance worker, Consumer<Thread> stop) throws Exception {
        try (var threads = Executors.newSingleThreadExecutor()) {
            var thread = new CompletableFuture<Thread>();
            var ended = threads.submit(() -> {
                thread.complete(Thread.currentThread());
                return catchThrowable(() -> worker.function("await").call());
            });
            Thread.sleep(50);
            stop.accept(thread.get());
            return ended.get();
        }
    }

    private static void assertTrap(Throwable thrown, Trap trap) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        TrapException.class, e -> assertThat(e.trap()).isEqualTo(trap));
    }

    @Test
    void aGuestThatWaitsIsStopped() throws Exception {
        memory.grow(15);
        try (var store = Store.create(engine)) {
            assertTrap(stop(worker(store), Thread::interrupt), Trap.THREAD_INTERRUPTED);
            assertTrap(stop(worker(store), thread -> store.setDeadline(Duration.ZERO)), Trap.DEADLINE);
            store.clearDeadline();
            assertTrap(stop(worker(store), thread -> store.interrupt()), Trap.INTERRUPT);
        }
        var store = Store.create(engine);
        assertTrap(stop(worker(store), thread -> store.close()), Trap.CLOSED);
    }

    @Test
    void aGuestThatWaitsInItsOwnMemoryIsStopped() throws Exception {
        try (var own = engineModule("""
                        (memory (export "memory") 40 40 shared)
                        (func (export "await")
                          (loop $again
                            (drop (memory.atomic.wait64 (i32.const 2621432) (i64.const 0) (i64.const -1)))
                            (br $again)))
                        """);
                var store = Store.create(engine)) {
            assertTrap(
                    stop(WebAssembly.instantiate(store, own, Map.of()), thread -> store.interrupt()), Trap.INTERRUPT);
        }
    }

    @Test
    void oneStoreStopsAndOthersGoOn() throws Exception {
        try (var threads = Executors.newSingleThreadExecutor();
                var other = Store.create(engine)) {
            var counting = worker(other);
            var count = threads.submit(() -> counting.function("add").call(5_000_000));
            var store = Store.create(engine);
            assertTrap(stop(worker(store), thread -> store.close()), Trap.CLOSED);
            count.get();
            assertThat(Atomics.loadInt(memory, 0)).isEqualTo(5_000_000);
        }
    }

    @Test
    void itOutlivesAStoreThatHadIt() throws Exception {
        together(() -> {
            for (int i = 0; i < 20; i++) {
                try (var store = Store.create(engine)) {
                    worker(store).function("add").call(10);
                }
            }
            return null;
        });
        assertThat(Atomics.loadInt(memory, 0)).isEqualTo(THREADS * 200);
    }

    @Test
    void itIsEqualHoweverItIsReached() {
        try (var one = Store.create(engine);
                var other = Store.create(engine)) {
            assertThat(worker(one).memory("memory")).isSameAs(memory);
            assertThat(worker(other).memory("memory")).isSameAs(memory);
            assertThat(memory).isNotEqualTo(Memory.create(engine, TYPE)).isNotEqualTo("");
        }
    }

    @Test
    void oneThatAModuleDefinesIsPassedOn() {
        var first = Store.create(engine);
        try (var own = engineModule("(memory (export \"memory\") 1 2 shared) (export \"again\" (memory 0))");
                var next = engineModule("(import \"a\" \"b\" (memory 1 2 shared)) (export \"memory\" (memory 0))");
                var second = Store.create(engine)) {
            var instance = WebAssembly.instantiate(first, own, Map.of());
            var exported = instance.memory("memory");
            assertThat(exported).isSameAs(instance.memory("again"));
            assertThat(exported.type()).isEqualTo(MemoryType.of(1, 2).withShared());
            var user = WebAssembly.instantiate(second, next, Map.of("a", Map.of("b", exported)));
            assertThat(user.memory("memory")).isEqualTo(exported).hasSameHashCodeAs(exported);
            exported.writeInt(4, 9);
            first.close();
            assertThat(user.memory("memory").readInt(4)).isEqualTo(9);
            assertThat(exported.readInt(4)).as("its store is closed").isEqualTo(9);
        }
    }

    private Module engineModule(String fields) {
        return engine.compile(("(module " + fields + ")").getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void aCallerGivesIt() {
        var seen = new ArrayList<Memory>();
        var look = HostFunction.of(FunctionType.of(), (caller, none) -> {
            seen.add(caller.memory());
            return null;
        });
        try (var looking = engineModule("""
                        (import "env" "memory" (memory 1 16 shared))
                        (import "env" "look" (func $look))
                        (export "memory" (memory 0))
                        (func (export "f") (call $look) (call $look))
                        """);
                var store = Store.create(engine)) {
            WebAssembly.instantiate(store, looking, Map.of("env", Map.of("memory", memory, "look", look)))
                    .function("f")
                    .call();
            assertThat(seen).hasSize(2).allSatisfy(given -> assertThat(given).isSameAs(memory));
        }
        try (var looking = engineModule("""
                        (import "env" "look" (func $look))
                        (memory (export "memory") 1 7 shared)
                        (func (export "f") (call $look) (call $look))
                        """);
                var store = Store.create(engine)) {
            seen.clear();
            var instance = WebAssembly.instantiate(store, looking, Map.of("env", Map.of("look", look)));
            instance.function("f").call();
            assertThat(seen.get(0)).isSameAs(seen.get(1)).isSameAs(instance.memory("memory"));
            assertThat(seen.get(0).type()).isEqualTo(MemoryType.of(1, 7).withShared());
        }
    }

    @Test
    void wasiReadsAndWritesIt() throws Exception {
        try (var guest = engineModule("""
                        (import "wasi_snapshot_preview1" "fd_write"
                          (func $write (param i32 i32 i32 i32) (result i32)))
                        (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
                        (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                        (import "wasi_snapshot_preview1" "args_get" (func $args (param i32 i32) (result i32)))
                        (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
                        (import "wasi_snapshot_preview1" "poll_oneoff"
                          (func $poll (param i32 i32 i32 i32) (result i32)))
                        (import "env" "memory" (memory 1 16 shared))
                        (export "memory" (memory 0))
                        (func $check (param i32) (if (local.get 0) (then unreachable)))
                        (func (export "_start")
                          (i32.store (i32.const 0) (i32.const 1024))
                          (i32.store (i32.const 4) (i32.const 100))
                          (call $check (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                          (i32.store (i32.const 4) (i32.load (i32.const 8)))
                          (call $check (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8)))
                          (call $check (call $random (i32.const 2048) (i32.const 32)))
                          (call $check (call $args (i32.const 3072) (i32.const 3080)))
                          (call $check (call $time (i32.const 0) (i64.const 1) (i32.const 4096)))
                          ;; 1 ms of the monotonic clock
                          (i32.store (i32.const 5016) (i32.const 1))
                          (i64.store (i32.const 5024) (i64.const 1000000))
                          (call $check (call $poll (i32.const 5000) (i32.const 5104) (i32.const 1) (i32.const 5200))))
                        """);
                var out = new ByteArrayOutputStream();
                var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("guest")
                        .stdin(Input.of("in".getBytes(StandardCharsets.UTF_8)))
                        .stdout(Output.to(out))
                        .build();
                var store = Store.create(engine)) {
            var imports = new HashMap<String, Map<String, ? extends ImportValue>>(wasi.getImportObject());
            imports.put("env", Map.of("memory", memory));
            assertThat(wasi.start(WebAssembly.instantiate(store, guest, imports)))
                    .isZero();
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("in");
            assertThat(memory.read(2048, 32)).isNotEqualTo(new byte[32]);
            assertThat(memory.readCString(3080)).isEqualTo("guest");
            assertThat(memory.readLong(4096)).isPositive();
            assertThat(memory.readInt(5200)).isEqualTo(1);
        }
    }

    @Test
    void anArenaEndsItForJava() {
        var arena = Arena.ofShared();
        var ended = Memory.create(engine, TYPE, arena);
        try (var store = Store.create(engine)) {
            var instance = WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", ended)));
            MemorySegment view = ended.view(0, 8, bytes -> bytes);
            arena.close();
            instance.function("add").call(5);
            List<ThrowingCallable> uses = List.of(
                    () -> ended.readInt(0),
                    () -> ended.grow(1),
                    ended::size,
                    () -> Atomics.loadInt(ended, 0),
                    () -> Atomics.notify(ended, 0, 1),
                    () -> view.get(ValueLayout.JAVA_BYTE, 0),
                    () -> WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", ended))));
            assertThat(uses).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class));
        }
    }

    @Test
    void whatIsNotSharedIsRefused() {
        assertThatThrownBy(() -> Memory.create(engine, MemoryType.of(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a memory of an engine must be shared, and its type is 1..2 pages: make it in a store");
        assertThatThrownBy(() -> Memory.create(engine, MemoryType.of(1).withShared()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shared memories must have a maximum");
        assertThatThrownBy(() -> Memory.create(engine, MemoryType.of(3, 2).withShared()))
                .isInstanceOf(IllegalArgumentException.class);
        try (var store = Store.create(engine)) {
            assertThat(Memory.create(store, TYPE).type()).isEqualTo(TYPE);
            var plain = Memory.create(store, MemoryType.of(1, 16));
            assertThatThrownBy(() -> WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", plain))))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("memory");
        }
    }

    @Test
    void otherEnginesRefuseIt() {
        assertThatThrownBy(() -> Memory.create(Engine.shared(), TYPE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("shared memories need an engine with EngineOptions.withSharedMemory(true)");
        try (var defining = WebAssembly.compileText("(module (memory (export \"m\") 1 2 shared))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(defining, Map.of()))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("EngineOptions.withSharedMemory(true)");
        }
        try (var other = Engine.create(engine.options());
                var same = other.compile(WORKER.getBytes(StandardCharsets.UTF_8));
                var store = Store.create(other)) {
            assertThatThrownBy(() -> WebAssembly.instantiate(store, same, Map.of("env", Map.of("memory", memory))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("env.memory")
                    .hasMessageContaining("another engine");
        }
    }
}
