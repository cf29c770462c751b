package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Node's {@code WASI} for its options and for what may be called when. */
@Timeout(60)
class WasiLifecycleTest {
    private static final String MEMORY = "(memory (export \"memory\") 1)";
    private static final String START = "(func (export \"_start\"))";
    private static final String INITIALIZE = "(func (export \"_initialize\"))";

    /** Puts the count and the bytes of its arguments at 0 and 4, and those of its environment at 8 and 12. */
    private static final String SIZES = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $args (i32.const 0) (i32.const 4)))
                (drop (call $environ (i32.const 8) (i32.const 12)))))
            """;

    private static WASI wasi() {
        return WASI.builder().version(WASI.Version.PREVIEW1).build();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 125, 126, 127, 255, 256, 65536, -1, Integer.MIN_VALUE})
    void startReturnsWhateverCodeTheGuestGives(int code) {
        assertThat(Guests.run(Guests.exiting(code), WASI.builder())).isEqualTo(code);
    }

    @Test
    void startReturnsZeroWhenTheGuestReturns() {
        assertThat(Guests.run(Guests.NOTHING, WASI.builder())).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "255, 255", "256, 1", "65536, 1", "-1, -1", "-256, 1", "257, 257"})
    void aStatusIsZeroOnlyForCodeZero(int code, int status) {
        assertThat(ExitStatus.of(code)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "start | " + START + " | instance.exports.memory must be a Memory",
                "start | (func (export \"memory\")) " + START + " | instance.exports.memory must be a Memory",
                "start | " + MEMORY + " | instance.exports._start must be a function",
                "start | " + MEMORY
                        + " (global (export \"_start\") i32 (i32.const 0)) | instance.exports._start must be a function",
                "start | " + MEMORY + START + INITIALIZE + " | instance.exports._initialize must be absent",
                "start | " + MEMORY + INITIALIZE + " | instance.exports._start must be a function",
                "initialize | " + INITIALIZE + " | instance.exports.memory must be a Memory",
                "initialize | " + MEMORY + START + " | instance.exports._start must be absent",
                "initialize | " + MEMORY + START + INITIALIZE + " | instance.exports._start must be absent",
                "initialize | " + MEMORY
                        + " (global (export \"_initialize\") i32 (i32.const 0)) | instance.exports._initialize must be a function",
                "finalizeBindings | " + START + " | instance.exports.memory must be a Memory",
            })
    void refusesAnInstanceWithOtherExports(String method, String body, String message) {
        try (var wasi = wasi();
                var instance = Guests.instantiate("(module " + body + ")")) {
            assertThatThrownBy(() -> call(wasi, method, instance))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(message);
        }
    }

    private static void call(WASI wasi, String method, Instance instance) {
        switch (method) {
            case "start" -> wasi.start(instance);
            case "initialize" -> wasi.initialize(instance);
            default -> wasi.finalizeBindings(instance);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"start", "initialize", "finalizeBindings"})
    void nothingMayFollowAStart(String method) {
        try (var wasi = wasi();
                var instance = Guests.instantiate("(module " + MEMORY + START + ")")) {
            wasi.start(instance);
            assertThatThrownBy(() -> call(wasi, method, instance))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("WASI instance has already started");
        }
    }

    @Test
    void isStartedAfterATrapAndAfterABadStartButNotAfterABadMemory() {
        try (var wasi = wasi();
                var trapping = Guests.instantiate("(module " + MEMORY + "(func (export \"_start\") unreachable))");
                var withoutMemory = Guests.instantiate("(module " + START + ")")) {
            assertThatThrownBy(() -> wasi.start(withoutMemory)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wasi.start(trapping)).isInstanceOf(TrapException.class);
            assertThatThrownBy(() -> wasi.start(trapping)).hasMessage("WASI instance has already started");
        }
        try (var wasi = wasi();
                var withoutStart = Guests.instantiate("(module " + MEMORY + ")")) {
            assertThatThrownBy(() -> wasi.start(withoutStart)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> wasi.start(withoutStart)).hasMessage("WASI instance has already started");
        }
    }

    @Test
    void nullIsNamed() {
        try (var wasi = wasi()) {
            assertThatThrownBy(() -> wasi.start(null))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("instance");
            assertThatThrownBy(() -> wasi.initialize(null)).hasMessage("instance");
            assertThatThrownBy(() -> wasi.finalizeBindings(null)).hasMessage("instance");
        }
        var builder = WASI.builder();
        var nullValue = new HashMap<String, String>();
        nullValue.put("A", null);
        assertThatThrownBy(() -> builder.version((WASI.Version) null)).hasMessage("version");
        assertThatThrownBy(() -> builder.version((String) null)).hasMessage("version");
        assertThatThrownBy(() -> builder.args((List<String>) null)).hasMessage("args");
        assertThatThrownBy(() -> builder.args(Arrays.asList("a", "b", null))).hasMessage("args[2]");
        assertThatThrownBy(() -> builder.args((String[]) null)).hasMessage("args");
        assertThatThrownBy(() -> builder.args("a", null)).hasMessage("args[1]");
        assertThatThrownBy(() -> builder.env(null)).hasMessage("env");
        assertThatThrownBy(() -> builder.env(nullValue)).hasMessage("env.A");
        assertThatThrownBy(() -> builder.preopens(null)).hasMessage("preopens");
        assertThatThrownBy(() -> builder.stdin(null)).hasMessage("stdin");
    }

    @Test
    void aBuilderMayBuildSeveralWithoutChangingTheFirst() {
        var output = Output.capture();
        var builder = WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .stdin(Input.of("same".getBytes(StandardCharsets.UTF_8)))
                .stdout(output);
        try (var module = WebAssembly.compileText(Guests.CAT);
                var first = builder.build();
                var second = builder.build();
                var old = builder.version(WASI.Version.UNSTABLE).build()) {
            assertThat(first.getImportObject()).containsOnlyKeys("wasi_snapshot_preview1");
            assertThat(old.getImportObject()).containsOnlyKeys("wasi_unstable");
            for (var wasi : List.of(first, second)) {
                try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                    assertThat(wasi.start(instance)).isZero();
                }
            }
        }
        assertThat(output.text()).isEqualTo("samesame");
    }

    @Test
    void theVersionIsRequiredAndKnown() {
        assertThatThrownBy(() -> WASI.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("options.version is required");
        for (var text : List.of("", "not_a_version", "preview2", "PREVIEW1")) {
            assertThatThrownBy(() -> WASI.builder().version(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("unsupported WASI version: '" + text + "'");
        }
        assertThat(WASI.Version.of("preview1")).isEqualTo(WASI.Version.PREVIEW1);
        assertThat(WASI.Version.of("unstable")).isEqualTo(WASI.Version.UNSTABLE);
    }

    @Test
    void textsThatNoGuestCanHaveAreRefused() {
        var builder = WASI.builder();
        assertThatThrownBy(() -> builder.args("a", "b\0c")).hasMessage("args[1] contains a NUL");
        assertThatThrownBy(() -> builder.env("A", "b\0c")).hasMessage("env.A contains a NUL");
        assertThatThrownBy(() -> builder.env("A=B", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.env("", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("", Path.of("."))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("/a\0", Path.of("."))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("/a", Path.of(".")).preopen("/a", Path.of("..")))
                .hasMessageContaining("given twice");
    }

    @Test
    void aPreopenHasToBeADirectory(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .preopen("/a", folder.resolve("no"))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no");
        assertThatThrownBy(() ->
                        WASI.builder().version("preview1").preopen("/a", file).build())
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stdin(Input.of(folder))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stdout(Output.to(folder))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void theImportObjectHasOneModuleWithItsFunctions() {
        try (var wasi = wasi()) {
            assertThat(wasi.getImportObject()).containsOnlyKeys("wasi_snapshot_preview1");
            assertThat(wasi.wasiImport()).hasSize(46).containsKeys("fd_write", "sock_accept", "proc_raise");
            assertThat(wasi.getImportObject().get("wasi_snapshot_preview1")).isSameAs(wasi.wasiImport());
        }
        try (var wasi = WASI.builder().version(WASI.Version.UNSTABLE).build()) {
            assertThat(wasi.getImportObject()).containsOnlyKeys("wasi_unstable");
            assertThat(wasi.wasiImport()).hasSize(45).doesNotContainKey("sock_accept");
        }
    }

    @Test
    void aReplacedFunctionIsWhatTheGuestCalls() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText(Guests.exiting(3))) {
            int[] seen = new int[1];
            wasi.wasiImport()
                    .put("proc_exit", HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
                        seen[0] = (int) arguments[0];
                        return null;
                    }));
            try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                assertThat(wasi.start(instance)).isZero();
                assertThat(seen).containsExactly(3);
            }
        }
    }

    @Test
    void exitOutsideStartIsAnException() {
        var guest = Guests.exiting(4).replace("_start", "_initialize").replace("(memory", """
                (func (export "exit") (param i32) (call $exit (local.get 0)))
                (memory""");
        try (var wasi = wasi();
                var module = WebAssembly.compileText(guest);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThatThrownBy(() -> wasi.initialize(instance))
                    .isInstanceOfSatisfying(
                            ExitException.class, e -> assertThat(e.code()).isEqualTo(4));
            assertThatThrownBy(() -> instance.function("exit").call(-1))
                    .isInstanceOfSatisfying(ExitException.class, e -> {
                        assertThat(e.code()).isEqualTo(-1);
                        assertThat(e.getStackTrace()).isEmpty();
                    });
        }
    }

    @Test
    void servesOneStoreOnly() {
        try (var wasi = wasi();
                var other = wasi();
                var module = WebAssembly.compileText(Guests.exiting(0));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, wasi.getImportObject()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another store");
            assertThatThrownBy(() -> WebAssembly.instantiate(instance.store(), module, other.getImportObject()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another WASI");
            assertThatThrownBy(() -> other.start(instance)).hasMessageContaining("another WASI");
            var mixed = new HashMap<String, Map<String, ImportValue>>(wasi.getImportObject());
            assertThat(WebAssembly.instantiate(instance.store(), module, mixed).exports())
                    .containsKey("_start");
        }
        var closed = wasi();
        closed.close();
        closed.close();
        try (var module = WebAssembly.compileText(Guests.exiting(0))) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, closed.getImportObject()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the WASI is closed");
        }
    }

    @Test
    void argumentsAndVariablesAreCopied() {
        var args = new ArrayList<>(List.of("a"));
        var env = new HashMap<>(Map.of("A", "1"));
        var builder = WASI.builder().version("preview1").args(args).env(env);
        args.add("b");
        env.put("B", "2");
        try (var wasi = builder.build();
                var module = WebAssembly.compileText(SIZES);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.start(instance);
            assertThat(instance.memory("memory").readInt(0)).isEqualTo(1);
            assertThat(instance.memory("memory").readInt(8)).isEqualTo(1);
        }
    }

    @Test
    void tenThousandArgumentsAndAllOfUnicodeArrive() {
        var args = new String[10_000];
        Arrays.fill(args, "ä€𝄞");
        try (var wasi = WASI.builder()
                        .version("preview1")
                        .args(args)
                        .env("Ü", "ß")
                        .build();
                var module = WebAssembly.compileText(SIZES);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
            var memory = instance.memory("memory");
            assertThat(memory.readInt(0)).isEqualTo(10_000);
            assertThat(memory.readInt(4)).isEqualTo(10_000 * (2 + 3 + 4 + 1));
            assertThat(memory.readInt(8))
                    .as("nothing of the host's environment")
                    .isEqualTo(1);
            assertThat(memory.readInt(12)).isEqualTo("Ü=ß".length() + 2 + 1);
        }
    }
}
