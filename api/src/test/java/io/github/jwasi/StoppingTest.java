package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The ways to stop a guest, wherever it is. */
@Timeout(120)
class StoppingTest {
    /** How the guest is stopped, and what it then ends with. */
    enum Way {
        INTERRUPT(Trap.INTERRUPT),
        DEADLINE(Trap.DEADLINE),
        THREAD_INTERRUPT(Trap.THREAD_INTERRUPTED),
        CLOSE(Trap.CLOSED);

        private final Trap trap;

        Way(Trap trap) {
            this.trap = trap;
        }
    }

    /** A call into a guest in a thread of its own. */
    private static final class Running {
        final Store store;
        final Thread thread;
        private volatile Throwable thrown;
        private volatile boolean interrupted;

        Running(Store store, ThrowingCallable call) {
            this.store = store;
            thread = Thread.ofPlatform().start(() -> {
                thrown = catchThrowable(call);
                interrupted = Thread.currentThread().isInterrupted();
            });
        }

        void stop(Way way) throws InterruptedException {
            switch (way) {
                case INTERRUPT -> store.interrupt();
                case DEADLINE -> store.setDeadline(Duration.ofMillis(1));
                case THREAD_INTERRUPT -> thread.interrupt();
                case CLOSE -> store.close();
            }
            thread.join();
            assertThat(thrown)
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(way.trap));
            assertThat(interrupted).as("the interrupted status").isEqualTo(way == Way.THREAD_INTERRUPT);
            var later = catchThrowable(store::fuel);
            assertThat(later)
                    .hasMessageContaining(way == Way.CLOSE ? "the store is closed" : "the engine does not count fuel");
        }
    }

    private static final String COMPUTING = """
            (module
              (import "host" "begin" (func $begin))
              (func (export "answer") (result i32) (i32.const 42))
              (func (export "loop") (call $begin) (loop $again (br $again))))
            """;

    private static HostFunction counting(CountDownLatch begun) {
        return HostFunction.of(FunctionType.of(), (caller, none) -> {
            begun.countDown();
            return null;
        });
    }

    @ParameterizedTest
    @EnumSource
    void aGuestThatComputes(Way way) throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(COMPUTING.getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine)) {
            var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("begin", counting(begun))));
            var running = new Running(store, () -> instance.function("loop").call());
            begun.await();
            running.stop(way);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGuestInItsStartFunction(Way way) throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(COMPUTING
                        .replace("(export \"loop\")", "$loop")
                        .replace("$again))))", "$again))) (start $loop))")
                        .getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine)) {
            var running = new Running(
                    store,
                    () -> WebAssembly.instantiate(store, module, Map.of("host", Map.of("begin", counting(begun)))));
            begun.await();
            running.stop(way);
        }
    }

    /** A sleep of {@code poll_oneoff}: {@code id} is the clock, {@code flags} whether the time is absolute. */
    private static String sleeping(String memory, int id, int flags) {
        return """
                (module
                  (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
                  (import "wasi_snapshot_preview1" "sched_yield" (func $yield (result i32)))
                  (memory (export "memory") %s)
                  (func (export "_start")
                    (drop (call $yield))
                    (i32.store (i32.const 16) (i32.const %d))
                    (i64.store (i32.const 24) (i64.const 4000000000000000000))
                    (i32.store16 (i32.const 40) (i32.const %d))
                    (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
                    (unreachable)))
                """.formatted(memory, id, flags);
    }

    private static void stopWaiting(Way way, String guest, Input stdin) throws InterruptedException {
        try (var module = WebAssembly.compileText(guest);
                var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(stdin)
                        .build();
                var store = Store.create(module.engine())) {
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            var running = new Running(store, () -> wasi.start(instance));
            // Mostly it waits by then, and if not it is stopped before.
            Thread.sleep(30);
            running.stop(way);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGuestThatSleeps(Way way) throws InterruptedException {
        stopWaiting(way, sleeping("1", 1, 0), Input.empty());
    }

    @ParameterizedTest
    @EnumSource
    void aGuestThatSleepsUntilATime(Way way) throws InterruptedException {
        stopWaiting(way, sleeping("1", 1, 1), Input.empty());
    }

    @ParameterizedTest
    @EnumSource
    void aGuestThatSleepsByTheTimeOfTheProcessor(Way way) throws InterruptedException {
        stopWaiting(way, sleeping("1", 2, 0), Input.empty());
    }

    /** Its wait ends when the thread is interrupted, as that of many streams does. */
    private static InputStream pipe() {
        try {
            return new PipedInputStream(new PipedOutputStream());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD_INTERRUPT")
    void aGuestThatReadsAStreamWhichWaits(Way way) throws InterruptedException {
        stopWaiting(way, Guests.CAT, Input.of(pipe()));
    }

    @Test
    void aGuestThatReadsTheStdinOfTheProcess() throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "--class-path",
                        ApplicationReloadTest.classPath(),
                        WaitForStdin.class.getName())
                .redirectErrorStream(true)
                .start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(output.lines())
                    .containsExactly("INTERRUPT", "DEADLINE", "THREAD_INTERRUPTED interrupted", "CLOSED", "alive");
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void whatAStreamMakesOfAnInterruptIsThrown() throws InterruptedException {
        try (var module = WebAssembly.compileText(Guests.CAT);
                var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(pipe()))
                        .build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            var running = new Running(instance.store(), () -> wasi.start(instance));
            Thread.sleep(30);
            running.thread.interrupt();
            running.thread.join();
            assertThat(running.thrown).isInstanceOf(InterruptedIOException.class);
            assertThat(running.interrupted).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "THREAD_INTERRUPT")
    void aGuestInAHostFunctionWhenThatReturns(Way way) throws InterruptedException {
        var begun = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var waiting = HostFunction.of(FunctionType.of(), (caller, none) -> {
            begun.countDown();
            goOn.await();
            return null;
        });
        try (var module = WebAssembly.compileText(COMPUTING);
                var store = Store.create(module.engine())) {
            var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("begin", waiting)));
            var running = new Running(store, () -> instance.function("loop").call());
            begun.await();
            Thread.ofPlatform().start(() -> {
                while (!isStopping(store, way)) {
                    Thread.onSpinWait();
                }
                goOn.countDown();
            });
            running.stop(way);
        }
    }

    private static boolean isStopping(Store store, Way way) {
        return way == Way.CLOSE ? catchThrowable(store::deadline) != null : store.isStopped();
    }

    @Test
    void aThreadThatIsInterruptedInAHostFunctionSeesItThere() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var waiting = HostFunction.of(FunctionType.of(), (caller, none) -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return null;
        });
        try (var module = WebAssembly.compileText(COMPUTING);
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("begin", waiting)))) {
            var running = new Running(
                    instance.store(), () -> instance.function("loop").call());
            begun.await();
            running.thread.interrupt();
            running.thread.join();
            assertThat(running.thrown).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void closingTheWasiStopsItsGuestInAnotherThreadAndNoOtherTime() throws InterruptedException {
        var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
        try (var module = WebAssembly.compileText(sleeping("1", 1, 0));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.close();
            assertThat(instance.store().isStopped()).isFalse();
            var running = new Running(instance.store(), () -> wasi.start(instance));
            while (running.thread.isAlive()) {
                wasi.close();
                Thread.sleep(1);
            }
            assertThat(running.thrown)
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.CLOSED));
        }
    }

    @Test
    void aVirtualThreadIsInterruptedToo() throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(COMPUTING.getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine)) {
            var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("begin", counting(begun))));
            var thrown = new Throwable[1];
            var thread = Thread.ofVirtual()
                    .start(() -> thrown[0] =
                            catchThrowable(() -> instance.function("loop").call()));
            begun.await();
            thread.interrupt();
            thread.join();
            assertThat(thrown[0])
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.THREAD_INTERRUPTED));
            assertThat(instance.function("answer").call())
                    .as("another thread is not concerned")
                    .isEqualTo(42);
        }
    }

    @Test
    void theFramesOfAGuestThatWasStoppedAreTold() throws InterruptedException {
        var begun = new CountDownLatch(1);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(COMPUTING
                        .replace("(func (export \"loop\")", "(func $looping (export \"loop\")")
                        .getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine, StoreOptions.DEFAULT.withDeadline(Duration.ofMillis(50)))) {
            var instance = WebAssembly.instantiate(store, module, Map.of("host", Map.of("begin", counting(begun))));
            assertThatThrownBy(() -> instance.function("loop").call())
                    .hasMessageContaining("deadline")
                    .isInstanceOfSatisfying(
                            TrapException.class,
                            e -> assertThat(e.wasmStackTrace()).contains("looping"));
        }
    }

    @Test
    void aStoreGoesOnAfterAnotherDeadline() {
        try (var instance = Guests.instantiate(Guests.NOTHING)) {
            var store = instance.store();
            var answer = instance.function("answer");
            assertThat(store.deadline()).isEmpty();
            store.setDeadline(Duration.ZERO);
            assertThat(store.deadline()).hasValue(Duration.ZERO);
            assertThatThrownBy(answer::call)
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.DEADLINE));
            instance.memory("memory").writeInt(0, 7);
            assertThat(instance.memory("memory").readInt(0)).isEqualTo(7);
            store.setDeadline(Duration.ofSeconds(Long.MAX_VALUE));
            assertThat(answer.call()).isEqualTo(42);
            assertThat(store.deadline().orElseThrow()).isGreaterThan(Duration.ofDays(365));
            store.setDeadline(Duration.ZERO);
            store.clearDeadline();
            assertThat(answer.call()).isEqualTo(42);
            assertThat(store.deadline()).isEmpty();
            store.setDeadline(Duration.ZERO);
            store.interrupt();
            store.clearDeadline();
            assertThatThrownBy(answer::call)
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.INTERRUPT));
        }
    }

    @Test
    void aDeadlineIsCheckedAndRefusedAfterClose() {
        var instance = Guests.instantiate(Guests.NOTHING);
        var store = instance.store();
        assertThatThrownBy(() -> store.setDeadline(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("PT-0.000000001S");
        assertThatThrownBy(() -> StoreOptions.DEFAULT.withDeadline(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("options.deadline");
        instance.close();
        assertThatThrownBy(() -> store.setDeadline(Duration.ZERO)).hasMessage("the store is closed");
        assertThatThrownBy(store::clearDeadline).hasMessage("the store is closed");
        assertThatThrownBy(store::deadline).hasMessage("the store is closed");
        assertThatThrownBy(store::limitHit).hasMessage("the store is closed");
    }
}
