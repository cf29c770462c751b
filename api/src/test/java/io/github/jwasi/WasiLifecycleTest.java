package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of Node's {@code WASI} for what may be called when, and on which instance. */
@Timeout(60)
class WasiLifecycleTest {
    private static final String MEMORY = "(memory (export \"memory\") 1)";
    private static final String START = "(func (export \"_start\"))";
    private static final String INITIALIZE = "(func (export \"_initialize\"))";

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
    @CsvSource({
        "start, start", "start, initialize", "start, finalizeBindings",
        "initialize, start", "initialize, initialize", "initialize, finalizeBindings",
        "finalizeBindings, start", "finalizeBindings, initialize", "finalizeBindings, finalizeBindings"
    })
    void hasOneStartOfAnyKind(String first, String second) {
        try (var wasi = wasi();
                var instance =
                        Guests.instantiate("(module " + MEMORY + (first.equals("start") ? START : INITIALIZE) + ")")) {
            call(wasi, first, instance);
            assertThatThrownBy(() -> call(wasi, second, instance))
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
    void exitEndsEveryCallBelowStart() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText("""
                        (module
                          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
                          (import "host" "call" (func $host))
                          (memory (export "memory") 1)
                          (global (export "after") (mut i32) (i32.const 0))
                          (func $deep (export "deep") (param i32)
                            (if (i32.eqz (local.get 0)) (then (call $exit (i32.const 125))))
                            (call $deep (i32.sub (local.get 0) (i32.const 1)))
                            (global.set 0 (i32.const 1)))
                          (func (export "_start") (call $host) (global.set 0 (i32.const 1))))
                        """)) {
            var instance = new AtomicReference<Instance>();
            var host = HostFunction.of(
                    FunctionType.of(),
                    (caller, none) -> instance.get().function("deep").call(100));
            var imports = wasi.getImportObject();
            imports.put("host", Map.of("call", host));
            instance.set(WebAssembly.instantiate(module, imports));
            assertThat(wasi.start(instance.get())).isEqualTo(125);
            assertThat(((Global) instance.get().exports().get("after")).get()).isEqualTo(0);
            instance.get().close();
        }
    }

    @Test
    void startThrowsWhatTheHostThrewAndWhyTheGuestTrapped() {
        var thrown = new IllegalArgumentException("mine");
        try (var wasi = wasi();
                var module = WebAssembly.compileText(Guests.exiting(3))) {
            wasi.wasiImport()
                    .put("proc_exit", HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
                        throw thrown;
                    }));
            try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                assertThatThrownBy(() -> wasi.start(instance)).isSameAs(thrown);
            }
        }
        try (var wasi = wasi();
                var instance = Guests.instantiate("(module " + MEMORY
                        + "(func (export \"_start\") (drop (i32.div_u (i32.const 1) (i32.const 0)))))")) {
            assertThatThrownBy(() -> wasi.start(instance))
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.INTEGER_DIVISION_BY_ZERO));
        }
    }

    @Test
    void aReactorIsInitializedOnceAndThenCalled() {
        try (var wasi = wasi();
                var instance = Guests.instantiate("""
                        (module
                          (memory (export "memory") 1)
                          (global $n (mut i32) (i32.const 0))
                          (func (export "_initialize") (global.set $n (i32.add (global.get $n) (i32.const 40))))
                          (func (export "next") (result i32)
                            (global.set $n (i32.add (global.get $n) (i32.const 1))) (global.get $n)))
                        """)) {
            wasi.initialize(instance);
            assertThat(instance.function("next").call()).isEqualTo(41);
            assertThat(instance.function("next").call()).isEqualTo(42);
        }
        try (var wasi = wasi();
                var instance = Guests.instantiate(
                        "(module " + MEMORY + "(func (export \"five\") (result i32) i32.const 5))")) {
            wasi.initialize(instance);
            assertThat(instance.function("five").call()).isEqualTo(5);
        }
    }

    /** Node refuses that, as it knows no memory until then; here the guest's own is used. */
    @Test
    void aGuestMayUseWasiWithoutAStart() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText(Guests.exiting(9));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThatThrownBy(() -> instance.function("_start").call())
                    .isInstanceOfSatisfying(
                            ExitException.class, e -> assertThat(e.code()).isEqualTo(9));
            assertThat(wasi.start(instance)).isEqualTo(9);
        }
    }

    @Test
    void refusesAnInstanceOfAnotherStore() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText(Guests.exiting(0));
                var own = WebAssembly.instantiate(module, wasi.getImportObject());
                var foreign = Guests.instantiate(Guests.NOTHING)) {
            assertThatThrownBy(() -> wasi.start(foreign))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another store");
            assertThat(wasi.start(own)).isZero();
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
}
