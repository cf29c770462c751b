package io.github.jwasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What Flight Recorder is told. */
@Timeout(120)
class EventsTest {
    private static final String PREFIX = "io.github.jwasi.";
    private static final String GUEST = """
            (module $guest
              (import "host" "call" (func $host))
              (memory (export "memory") 1)
              (table $table 1 funcref)
              (func $inner unreachable)
              (func $outer (export "trap") (call $inner))
              (func (export "callHost") (call $host))
              (func (export "grow") (result i32) (memory.grow (i32.const 100)))
              (func (export "growTable") (result i32) (table.grow $table (ref.null func) (i32.const 50))))
            """;

    @TempDir
    private Path folder;

    private interface Work {
        void run() throws Exception;
    }

    /** The events of these names, in the order of their beginning. */
    private List<RecordedEvent> record(Work work, String... names) throws Exception {
        return record(Duration.ZERO, work, names);
    }

    private List<RecordedEvent> record(Duration threshold, Work work, String... names) throws Exception {
        var file = Files.createTempFile(folder, "events", ".jfr");
        try (var recording = new Recording()) {
            for (var name : names) {
                recording.enable(PREFIX + name).withThreshold(threshold);
            }
            recording.start();
            work.run();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> Arrays.stream(names)
                        .anyMatch(name -> event.getEventType().getName().equals(PREFIX + name)))
                .sorted((one, other) -> one.getStartTime().compareTo(other.getStartTime()))
                .toList();
    }

    private RecordedEvent recordOne(Work work, String name) throws Exception {
        var events = record(work, name);
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getEventType().getName()).isEqualTo(PREFIX + name);
        return events.getFirst();
    }

    private static Map<String, Map<String, HostFunction>> imports(HostFunction.Body body) {
        return Map.of("host", Map.of("call", HostFunction.of(FunctionType.of(), body)));
    }

    private static Instance instantiate(Module module) {
        return WebAssembly.instantiate(module, imports((caller, none) -> null));
    }

    @Test
    void aCompilationHasFileSizeAndDuration() throws Exception {
        var file = Files.writeString(folder.resolve("guest.wat"), GUEST);
        var event = recordOne(() -> WebAssembly.compile(file).close(), "Compile");
        assertThat(event.getString("file")).isEqualTo(file.toString());
        assertThat(event.getLong("size")).isBetween(100L, 1000L);
        assertThat(event.getString("compiler")).isEqualTo("CRANELIFT");
        assertThat(event.getBoolean("successful")).isTrue();
        assertThat(event.getDuration()).isPositive();
        assertThat(event.getThread().getJavaName())
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void aFailedCompilationIsSaidToBeOne() throws Exception {
        var event = recordOne(
                () -> assertThatThrownBy(() -> WebAssembly.compileText("(module (func (result i32)))"))
                        .isInstanceOf(CompileException.class),
                "Compile");
        assertThat(event.getBoolean("successful")).isFalse();
        assertThat(event.getString("file")).isNull();
    }

    @Test
    void theCacheMissesHitsAndHitsByTheFile() throws Exception {
        var file = Files.writeString(folder.resolve("guest.wat"), GUEST);
        var cache = folder.resolve("cache");
        var events = record(
                () -> {
                    try (var engine = Engine.create(EngineOptions.DEFAULT.withCache(cache))) {
                        engine.compile(GUEST.getBytes(UTF_8)).close();
                        engine.compile(GUEST.getBytes(UTF_8)).close();
                        engine.compile(file).close();
                        engine.compile(file).close();
                    }
                },
                "CacheLookup",
                "Compile");
        assertThat(events)
                .extracting(event -> event.getEventType().getName().substring(PREFIX.length())
                        + (event.hasField("hit")
                                ? " " + event.getBoolean("hit") + " " + event.getBoolean("byFile")
                                : ""))
                .containsSubsequence("CacheLookup false false", "Compile", "CacheLookup true false")
                .filteredOn("Compile"::equals)
                .hasSize(1);
        assertThat(events.getFirst().getString("folder")).isEqualTo(cache.toString());
    }

    @Test
    void anInstantiationSaysWhetherTheModuleWasLinkedBefore() throws Exception {
        try (var module = WebAssembly.compileText(GUEST);
                var linked = module.link(imports((caller, none) -> null))) {
            var events = record(
                    () -> {
                        instantiate(module).close();
                        linked.instantiate().close();
                    },
                    "Instantiate");
            assertThat(events)
                    .extracting(event -> event.getBoolean("linkedBefore"))
                    .containsExactly(false, true);
            assertThat(events).allMatch(event -> event.getBoolean("successful"));
        }
    }

    @Test
    void aStartFunctionThatTrapsSpoilsTheInstantiation() throws Exception {
        try (var module = WebAssembly.compileText("(module (func $start unreachable) (start $start))")) {
            var events = record(
                    () -> assertThatThrownBy(() -> WebAssembly.instantiate(module, Map.of()))
                            .isInstanceOf(TrapException.class),
                    "Instantiate",
                    "Trap");
            assertThat(events).hasSize(2);
            assertThat(events.getFirst().getBoolean("successful")).isFalse();
            assertThat(events.getLast().getString("guestStack")).contains("!start at 0x");
        }
    }

    @Test
    void aTrapHasTheFramesOfBothLanguages() throws Exception {
        try (var module = WebAssembly.compileText(GUEST);
                var instance = instantiate(module)) {
            var event = recordOne(
                    () -> assertThatThrownBy(() -> instance.function("trap").call())
                            .isInstanceOf(TrapException.class),
                    "Trap");
            assertThat(event.getString("kind")).isEqualTo("UNREACHABLE");
            assertThat(event.getString("message")).contains("unreachable");
            assertThat(event.getString("guestStack").lines().map(String::strip))
                    .satisfiesExactly(
                            line -> assertThat(line).startsWith("at guest!inner at 0x"),
                            line -> assertThat(line).startsWith("at guest!outer at 0x"));
            assertThat(event.getThread("stopped").getJavaThreadId())
                    .isEqualTo(Thread.currentThread().threadId());
            assertThat(event.getStackTrace().getFrames())
                    .extracting((RecordedFrame frame) -> frame.getMethod().getName())
                    .contains("call", "aTrapHasTheFramesOfBothLanguages");
        }
    }

    /** Once where it happened, and not again for each guest that it passes. */
    @Test
    void aTrapWithinAHostFunctionIsRecordedOnce() throws Exception {
        try (var module = WebAssembly.compileText(GUEST);
                var below = instantiate(module);
                var above = WebAssembly.instantiate(
                        module, imports((caller, none) -> below.function("trap").call()))) {
            var event = recordOne(
                    () -> assertThatThrownBy(() -> above.function("callHost").call())
                            .isInstanceOf(TrapException.class),
                    "Trap");
            assertThat(event.getString("guestStack")).contains("guest!inner");
        }
    }

    @Test
    void aRunHasItsExitCode() throws Exception {
        var events = record(
                () -> {
                    try (var module = WebAssembly.compileText(Guests.exiting(7));
                            var wasi = WASI.builder()
                                    .version(WASI.Version.PREVIEW1)
                                    .args("program", "secret")
                                    .build();
                            var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                        assertThat(wasi.start(instance)).isEqualTo(7);
                    }
                },
                "WasiStart",
                "WasiExit");
        assertThat(events).hasSize(2).allSatisfy(event -> {
            assertThat(event.getString("function")).isEqualTo("_start");
            assertThat(event.getString("program")).isEqualTo("program");
            assertThat(event.toString()).doesNotContain("secret");
        });
        assertThat(events.getLast().getInt("exitCode")).isEqualTo(7);
        assertThat(events.getLast().getClass("thrown")).isNull();
        assertThat(events.getLast().getDuration()).isPositive();
    }

    @Test
    void aRunThatTrapsSaysWhatItThrew() throws Exception {
        var event = recordOne(
                () -> {
                    try (var module = WebAssembly.compileText("""
                                    (module (memory (export "memory") 1) (func (export "_initialize") unreachable))
                                    """);
                            var wasi = WASI.builder()
                                    .version(WASI.Version.PREVIEW1)
                                    .build();
                            var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                        assertThatThrownBy(() -> wasi.initialize(instance)).isInstanceOf(TrapException.class);
                    }
                },
                "WasiExit");
        assertThat(event.getString("function")).isEqualTo("_initialize");
        assertThat(event.getString("program")).isNull();
        assertThat(event.getClass("thrown").getName()).isEqualTo(TrapException.class.getName());
    }

    @Test
    void limitsSayWhatTheyRefuse() throws Exception {
        var limits = StoreOptions.DEFAULT.withMaxMemory(1 << 20).withMaxTableElements(10);
        try (var module = WebAssembly.compileText(GUEST)) {
            var events = record(
                    () -> {
                        try (var store = Store.create(Engine.shared(), limits);
                                var instance =
                                        WebAssembly.instantiate(store, module, imports((caller, none) -> null))) {
                            assertThat(instance.function("grow").call()).isEqualTo(-1);
                            assertThat(instance.function("growTable").call()).isEqualTo(-1);
                            assertThat(instance.memory("memory").size()).isEqualTo(1);
                        }
                    },
                    "LimitHit");
            assertThat(events).hasSize(2);
            assertThat(events.getFirst().getString("option")).isEqualTo("maxMemory");
            assertThat(events.getFirst().getLong("limit")).isEqualTo(1 << 20);
            assertThat(events.getFirst().getLong("used")).isEqualTo(65536);
            assertThat(events.getFirst().getLong("wanted")).isEqualTo(6_553_600);
            assertThat(events.getLast().getString("option")).isEqualTo("maxTableElements");
        }
    }

    @Test
    void whatIsFasterThanTheThresholdIsNotRecorded() throws Exception {
        assertThat(record(
                        Duration.ofHours(1),
                        () -> WebAssembly.compileText(GUEST).close(),
                        "Compile"))
                .isEmpty();
    }

    @Test
    void aJvmWithoutFlightRecorderDoesWithout() throws Exception {
        var result = new ChildJvm(WithoutFlightRecorder.class, folder)
                .options(List.of("--limit-modules", "java.base"))
                .run();
        assertThat(result.stderr()).isEmpty();
        assertThat(result.stdout()).isEqualTo("jdk.jfr is there: false\nUNREACHABLE\n7\n");
        assertThat(result.status()).isZero();
    }
}
