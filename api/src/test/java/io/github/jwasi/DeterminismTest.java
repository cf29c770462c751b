package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clocks and random numbers of the host's choice. */
@Timeout(60)
class DeterminismTest {
    private static final int EOVERFLOW = 61;

    private static final Instant START = Instant.parse("2026-02-03T04:05:06.000000007Z");
    private static final long HOUR = 3_600_000_000_000L;

    /** Random bytes, both clocks, a sleep of an hour, and both clocks again: 96 bytes in all. */
    private static String guest(WASI.Version version) {
        return """
                (module
                  (import "MODULE" "random_get" (func $random (param i32 i32) (result i32)))
                  (import "MODULE" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
                  (import "MODULE" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
                  (import "MODULE" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (func (export "_start")
                    (drop (call $random (i32.const 256) (i32.const 64)))
                    (drop (call $time (i32.const 0) (i64.const 1) (i32.const 320)))
                    (drop (call $time (i32.const 1) (i64.const 1) (i32.const 328)))
                    (i32.store (i32.const ID) (i32.const 1))
                    (i64.store (i32.const TIMEOUT) (i64.const 3600000000000))
                    (if (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)) (then unreachable))
                    (drop (call $time (i32.const 0) (i64.const 1) (i32.const 336)))
                    (drop (call $time (i32.const 1) (i64.const 1) (i32.const 344)))
                    (i32.store (i32.const 400) (i32.const 256))
                    (i32.store (i32.const 404) (i32.const 96))
                    (drop (call $write (i32.const 1) (i32.const 400) (i32.const 1) (i32.const 408)))))
                """.replace("MODULE", version.module())
                .replace("ID", version == WASI.Version.PREVIEW1 ? "16" : "24")
                .replace("TIMEOUT", version == WASI.Version.PREVIEW1 ? "24" : "32");
    }

    private static byte[] run(WASI.Version version, WasiBuilder options) {
        var output = Output.capture();
        try (var module = WebAssembly.compileText(guest(version));
                var wasi = options.version(version).stdout(output).build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
        }
        return output.bytes();
    }

    private static WasiBuilder deterministic(long seed) {
        return WASI.builder().randomSeed(seed).clock(new VirtualClock(START));
    }

    @ParameterizedTest
    @EnumSource
    void twoRunsGiveTheSameBytes(WASI.Version version) {
        var first = run(version, deterministic(1));
        assertThat(first)
                .hasSize(96)
                .isEqualTo(run(version, deterministic(1)))
                .isNotEqualTo(run(version, deterministic(2)));
        var random = new byte[64];
        new Random(1).nextBytes(random);
        assertThat(first).startsWith(random);
    }

    @ParameterizedTest
    @EnumSource
    void aSleepSetsAVirtualClockForward(WASI.Version version) {
        var clock = new VirtualClock(START);
        var times = ByteBuffer.wrap(run(version, WASI.builder().clock(clock))).order(ByteOrder.LITTLE_ENDIAN);
        long start = START.getEpochSecond() * 1_000_000_000 + START.getNano();
        long tick = VirtualClock.TICK.toNanos();
        assertThat(times.getLong(64)).isEqualTo(start + tick);
        assertThat(times.getLong(72)).isEqualTo(2 * tick);
        assertThat(times.getLong(80)).isEqualTo(start + HOUR + 5 * tick);
        assertThat(times.getLong(88)).isEqualTo(HOUR + 6 * tick);
        assertThat(clock.elapsed()).isEqualTo(Duration.ofNanos(HOUR + 6 * tick));
        assertThat(clock.instant()).isEqualTo(START.plus(clock.elapsed()));
    }

    @Test
    void aBuilderGivesEachGuestTheSameNumbersOfASeed() {
        var options = WASI.builder().randomSeed(5).clock(Clock.fixed(START, ZoneOffset.UTC));
        assertThat(random(options)).isEqualTo(random(options));
        var one = new Random(5);
        assertThat(random(options.random(one))).isNotEqualTo(random(options.random(one)));
    }

    private static int random(WasiBuilder options) {
        return call("""
                (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                (memory (export "memory") 1)
                (func (export "f") (result i32)
                  (drop (call $random (i32.const 0) (i32.const 4)))
                  (i32.load (i32.const 0)))
                """, options);
    }

    /** Calls the function {@code f} of a module with these fields. */
    private static int call(String fields, WasiBuilder options) {
        try (var module = WebAssembly.compileText("(module " + fields + ")");
                var wasi = options.version(WASI.Version.PREVIEW1).build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            return (int) instance.function("f").call();
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "65536, 65536", "1, 65535", "100, 65437"})
    void anyPartOfTheMemoryIsFilled(int from, int length) {
        var result = call("""
                (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                (memory (export "memory") 2)
                (func (export "f") (result i32) (call $random (i32.const %d) (i32.const %d)))
                """.formatted(from, length), WASI.builder().randomSeed(1));
        assertThat(result).isZero();
    }

    @ParameterizedTest
    @CsvSource({"65536, 1", "1, 65536", "-1, 1", "0, -1", "-1, -1"})
    void noPlaceOutsideTheMemoryIsFilled(int from, int length) {
        assertThat(call("""
                (import "wasi_snapshot_preview1" "random_get" (func $random (param i32 i32) (result i32)))
                (memory (export "memory") 1)
                (func (export "f") (result i32) (call $random (i32.const %d) (i32.const %d)))
                """.formatted(from, length), WASI.builder().randomSeed(1)))
                .isEqualTo(EOVERFLOW);
    }

    private static final String TIME = """
            (import "wasi_snapshot_preview1" "clock_time_get" (func $time (param i32 i64 i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "f") (result i32)
              (drop (call $time (i32.const 0) (i64.const 1) (i32.const 0)))
              (i32.wrap_i64 (i64.div_u (i64.load (i32.const 0)) (i64.const 1000000000))))
            """;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 1_800_000_000, 18_446_744_073L})
    void theClockOfTheHostIsTold(long seconds) {
        assertThat(call(TIME, WASI.builder().clock(() -> Instant.ofEpochSecond(seconds))))
                .isEqualTo((int) seconds);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 18_446_744_074L, 31_556_889_864_403_199L, -31_557_014_167_219_200L})
    void aTimeThatWasiDoesNotKnowEndsTheGuest(long seconds) {
        var clock = InstantSource.fixed(Instant.ofEpochSecond(seconds));
        assertThatThrownBy(() -> call(TIME, WASI.builder().clock(clock)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1970 to 2554");
        assertThatThrownBy(() -> call(TIME, WASI.builder().clock(new VirtualClock(clock.instant()))))
                .isInstanceOfAny(IllegalStateException.class, DateTimeException.class);
    }

    private static int overflow(int depth) {
        return depth < 0 ? 0 : 1 + overflow(depth + 1);
    }

    @Test
    void whatTheHostThrowsIsThrown() {
        var failure = new IllegalCallerException("no");
        InstantSource failing = () -> {
            throw failure;
        };
        assertThatThrownBy(() -> call(TIME, WASI.builder().clock(failing))).isSameAs(failure);
        assertThatThrownBy(() -> run(WASI.Version.PREVIEW1, WASI.builder().clock(failing)))
                .isSameAs(failure);
        RandomGenerator failingRandom = () -> {
            throw failure;
        };
        assertThatThrownBy(() -> random(WASI.builder().random(failingRandom))).isSameAs(failure);
        assertThatThrownBy(() -> random(WASI.builder().random(() -> overflow(0))))
                .isInstanceOf(StackOverflowError.class);
        assertThatThrownBy(() -> call(TIME, WASI.builder().clock(() -> {
                    throw new AssertionError(overflow(0));
                })))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void theHostMayNotUseTheStoreMeanwhile() {
        try (var module = WebAssembly.compileText("(module " + TIME + ")")) {
            var instance = new Instance[1];
            InstantSource clock =
                    () -> Instant.ofEpochSecond(instance[0].memory("memory").readInt(0));
            var wasi = WASI.builder().version("preview1").clock(clock).build();
            instance[0] = WebAssembly.instantiate(module, wasi.getImportObject());
            assertThatThrownBy(() -> instance[0].function("f").call())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not use the guest's store");
            instance[0].close();
        }
    }

    /** One subscription of preview 1 in WAT: what is at {@code at}, with this number in place of the guest's data. */
    private static String clock(int index, int id, long timeout, int flags) {
        int at = 48 * index;
        return """
                (i64.store (i32.const %d) (i64.const %d))
                (i32.store (i32.const %d) (i32.const %d))
                (i64.store (i32.const %d) (i64.const %d))
                (i32.store16 (i32.const %d) (i32.const %d))
                """.formatted(at, 100 + index, at + 16, id, at + 24, timeout, at + 40, flags);
    }

    private static String descriptor(int index, int tag, int fd) {
        int at = 48 * index;
        return """
                (i64.store (i32.const %d) (i64.const %d))
                (i32.store8 (i32.const %d) (i32.const %d))
                (i32.store (i32.const %d) (i32.const %d))
                """.formatted(at, 100 + index, at + 8, tag, at + 16, fd);
    }

    /** Polls and gives 1000 times the errno, or else the guest's data of each event, the last first. */
    private static int poll(WasiBuilder options, String... subscriptions) {
        return call("""
                (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1)
                (func (export "f") (result i32)
                  (local $result i32)
                  (local $n i32)
                  %s
                  (local.set $result (call $poll (i32.const 0) (i32.const 512) (i32.const %d) (i32.const 1024)))
                  (if (local.get $result) (then (return (i32.mul (local.get $result) (i32.const 1000)))))
                  (local.set $n (i32.load (i32.const 1024)))
                  (loop $next
                    (if (local.get $n) (then
                      (local.set $n (i32.sub (local.get $n) (i32.const 1)))
                      (local.set $result (i32.add
                        (i32.mul (local.get $result) (i32.const 1000))
                        (i32.load (i32.add (i32.const 512) (i32.mul (local.get $n) (i32.const 32))))))
                      (br $next))))
                  (local.get $result))
                """.formatted(String.join("", subscriptions), subscriptions.length), options);
    }

    @Test
    void theFirstOfSeveralTimesComes() {
        var time = new VirtualClock(START);
        var options = WASI.builder().clock(time);
        assertThat(poll(options, clock(0, 0, 2 * HOUR, 0), clock(1, 1, HOUR, 0), clock(2, 2, HOUR, 0)))
                .isEqualTo(102_101);
        assertThat(time.elapsed()).isBetween(Duration.ofNanos(HOUR), Duration.ofNanos(HOUR + 10_000));
    }

    @Test
    void timesMayBeAbsolute() {
        var time = new VirtualClock(Instant.EPOCH);
        time.advance(Duration.ofNanos(HOUR));
        var options = WASI.builder().clock(time);
        assertThat(poll(options, clock(0, 1, 5 * HOUR, 1), clock(1, 0, 3 * HOUR, 1)))
                .isEqualTo(101);
        assertThat(time.elapsed()).isBetween(Duration.ofNanos(3 * HOUR - 10_000), Duration.ofNanos(3 * HOUR + 10_000));
        assertThat(poll(options, clock(0, 1, HOUR, 1), clock(1, 0, 10 * HOUR, 1)))
                .as("the past has come")
                .isEqualTo(100);
        assertThat(time.elapsed()).isLessThan(Duration.ofNanos(4 * HOUR));
    }

    @Test
    void descriptorsAreAskedWithoutTimePassing() {
        var time = new VirtualClock(START);
        var options = WASI.builder().clock(time).stdin(Input.of(new byte[1])).stdout(Output.discard());
        assertThat(poll(options, clock(0, 1, HOUR, 0), descriptor(1, 2, 1), descriptor(2, 1, 0), clock(3, 1, 0, 0)))
                .isEqualTo(103_102 * 1000 + 101);
        assertThat(poll(options, descriptor(0, 1, 0))).isEqualTo(100);
        assertThat(poll(options, clock(0, 1, HOUR, 0), descriptor(1, 2, 77)))
                .as("EBADF")
                .isEqualTo(8000);
        assertThat(time.elapsed()).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void whatCannotBeWaitedForIsRefused() {
        var options = WASI.builder().clock(new VirtualClock(START));
        int invalid = 28_000;
        assertThat(poll(options)).isEqualTo(invalid);
        assertThat(poll(options, clock(0, 4, 0, 0))).isEqualTo(invalid);
        assertThat(poll(options, clock(0, 1, 0, 2))).isEqualTo(invalid);
        assertThat(poll(options, clock(0, 2, 0, 1))).isEqualTo(invalid);
        assertThat(poll(options, descriptor(0, 3, 1), clock(1, 1, HOUR, 0))).isEqualTo(invalid);
        assertThat(call("""
                (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
                (memory (export "memory") 1)
                (func (export "f") (result i32)
                  (call $poll (i32.const 65520) (i32.const 64) (i32.const 1) (i32.const 128)))
                """, options)).isEqualTo(EOVERFLOW);
    }

    @Test
    void aGuestThatSleepsForEverIsStoppedAllTheSame() {
        var options = WASI.builder().clock(new VirtualClock(START)).version("preview1");
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "wasi_snapshot_preview1" "poll_oneoff"
                            (func $poll (param i32 i32 i32 i32) (result i32)))
                          (memory (export "memory") 1)
                          (func (export "_start")
                            (i32.store (i32.const 16) (i32.const 1))
                            (loop $again
                              (drop (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)))
                              (br $again))))
                        """);
                var wasi = options.build();
                var store = Store.create(module.engine(), StoreOptions.DEFAULT.withDeadline(Duration.ofMillis(50)))) {
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            assertThatThrownBy(() -> wasi.start(instance))
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.DEADLINE));
        }
    }

    @Test
    void aVirtualClockGoesForward() {
        var clock = new VirtualClock(START);
        clock.advance(Duration.ofDays(1));
        clock.advance(Duration.ZERO);
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(1)));
        assertThatThrownBy(() -> clock.advance(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("0 or more");
        assertThat(clock.elapsed()).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void oneClockServesSeveralGuests() {
        var clock = new VirtualClock(START);
        var options = WASI.builder().clock(clock);
        run(WASI.Version.PREVIEW1, options);
        run(WASI.Version.UNSTABLE, options);
        assertThat(clock.elapsed()).isGreaterThan(Duration.ofNanos(2 * HOUR));
    }

    @Test
    void manyAreMadeAndClosed() {
        try (var module = WebAssembly.compileText("(module " + TIME + ")")) {
            for (int i = 0; i < 1000; i++) {
                int seconds = i;
                var builder =
                        WASI.builder().version("preview1").randomSeed(i).clock(() -> Instant.ofEpochSecond(seconds));
                builder.build().close();
                try (var wasi = builder.build();
                        var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                    assertThat(instance.function("f").call()).isEqualTo(i);
                }
            }
        }
    }
}
