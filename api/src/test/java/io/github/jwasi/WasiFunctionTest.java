package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Functions of WASI, called from Java and by guests, and the memory that they work on. */
@Timeout(60)
class WasiFunctionTest {
    /** Asks for the count of arguments, in a memory of its own. */
    private static final String ASKING = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "ask") (result i32)
                (i32.store (i32.const 0) (i32.const -1))
                (drop (call $sizes (i32.const 0) (i32.const 8)))
                (i32.load (i32.const 0)))
              (export "sizes" (func $sizes)))
            """;

    private static WASI wasi(WASI.Version version) {
        return WASI.builder()
                .version(version)
                .args("guest", "one")
                .stdout(Output.discard())
                .build();
    }

    private static WASI wasi() {
        return wasi(WASI.Version.PREVIEW1);
    }

    private static WasiFunction function(WASI wasi, String name) {
        return (WasiFunction) Objects.requireNonNull(wasi.wasiImport().get(name));
    }

    @ParameterizedTest
    @EnumSource(WASI.Version.class)
    void theTypesAreThoseOfTheEngine(WASI.Version version) {
        try (var wasi = wasi(version);
                var instance = Guests.instantiate(Guests.NOTHING)) {
            wasi.finalizeBindings(instance);
            var linker = instance.store().engine().wasiLinker();
            for (var value : wasi.wasiImport().values()) {
                var function = (WasiFunction) value;
                var handle = linker.function(instance.store().memory(), instance.store(), function);
                var extern = new Extern(instance.store(), handle, "test");
                assertThat(instance.store().externs().function(extern.of()).type())
                        .as(function.toString())
                        .isEqualTo(function.type());
            }
        }
    }

    @Test
    void aFunctionHasANameAndAnUnknownOneIsRefused() {
        try (var wasi = wasi()) {
            assertThat(function(wasi, "fd_write")).hasToString("wasi_snapshot_preview1.fd_write");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new WasiFunction(wasi, WASI.Version.UNSTABLE, "sock_accept"))
                    .withMessage("WASI unstable has no function \"sock_accept\"");
        }
    }

    @ParameterizedTest
    @EnumSource(WASI.Version.class)
    void javaCallsAfterEachKindOfStart(WASI.Version version) {
        for (var method : new String[] {"start", "initialize", "finalizeBindings"}) {
            try (var wasi = wasi(version);
                    var instance = Guests.instantiate(
                            method.equals("start") ? Guests.NOTHING : "(module (memory (export \"memory\") 1))")) {
                switch (method) {
                    case "start" -> wasi.start(instance);
                    case "initialize" -> wasi.initialize(instance);
                    default -> wasi.finalizeBindings(instance);
                }
                assertThat(function(wasi, "args_sizes_get").call(0, 8)).isZero();
                assertThat(instance.memory("memory").readInt(0)).isEqualTo(2);
            }
        }
    }

    @Test
    void wrongArgumentsAndUseAtAWrongTimeAreRefused() throws InterruptedException {
        try (var wasi = wasi()) {
            var sizes = function(wasi, "args_sizes_get");
            assertThatIllegalStateException()
                    .isThrownBy(() -> sizes.call(0, 8))
                    .withMessage("wasi.start() has not been called");
            try (var instance = Guests.instantiate(Guests.NOTHING)) {
                wasi.start(instance);
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> sizes.call(0L, 8))
                        .withMessageContaining("argument 0 of wasi_snapshot_preview1.args_sizes_get");
                assertThatIllegalArgumentException().isThrownBy(sizes::call).withMessageContaining("2 arguments");
                instance.store().enter();
                try {
                    assertThat(elsewhere(() -> sizes.call(0, 8))).isInstanceOf(IllegalStateException.class);
                } finally {
                    instance.store().exit();
                }
            }
            assertThatIllegalStateException().isThrownBy(() -> sizes.call(0, 8)).withMessage("the store is closed");
        }
    }

    private static Throwable elsewhere(Runnable call) throws InterruptedException {
        var thrown = new AtomicReference<Throwable>();
        Thread.ofPlatform().start(() -> thrown.set(catchThrowable(call::run))).join();
        return thrown.get();
    }

    @Test
    void exitFromJavaIsAnException() {
        try (var wasi = wasi();
                var instance = Guests.instantiate(Guests.NOTHING)) {
            wasi.start(instance);
            assertThatThrownBy(() -> function(wasi, "proc_exit").call(256))
                    .isInstanceOfSatisfying(
                            ExitException.class, e -> assertThat(e.code()).isEqualTo(256));
        }
    }

    @Test
    void aReplacementMayExitByTheOriginal() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText(Guests.exiting(3))) {
            var original = function(wasi, "proc_exit");
            wasi.wasiImport()
                    .put(
                            "proc_exit",
                            HostFunction.of(
                                    original.type(), (caller, arguments) -> original.call((int) arguments[0] + 40)));
            try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                assertThat(wasi.start(instance)).isEqualTo(43);
            }
        }
    }

    @Test
    void eachGuestOfAStoreUsesItsOwnMemory() {
        try (var store = Store.create(Engine.shared());
                var wasi = wasi();
                var module = WebAssembly.compileText(ASKING);
                var other = WebAssembly.compileText(ASKING.replace("\"ask\"", "\"other\""))) {
            var first = WebAssembly.instantiate(store, module, wasi.getImportObject());
            assertThat(first.function("ask").call()).isEqualTo(2);
            var second = WebAssembly.instantiate(store, module, wasi.getImportObject());
            var third = WebAssembly.instantiate(store, other, wasi.getImportObject());
            wasi.finalizeBindings(second);
            for (var instance : new Instance[] {first, second, third}) {
                var name = instance == third ? "other" : "ask";
                assertThat(instance.function(name).call()).isEqualTo(2);
            }
            second.memory("memory").writeInt(0, -1);
            assertThat(function(wasi, "args_sizes_get").call(0, 8)).isZero();
            assertThat(second.memory("memory").readInt(0)).isEqualTo(2);
        }
    }

    /** The function then has no guest that calls, and so no memory before one is bound. */
    @Test
    void aFunctionThatAGuestExportsAgainCanBeCalled() {
        try (var store = Store.create(Engine.shared());
                var wasi = wasi();
                var module = WebAssembly.compileText(ASKING)) {
            var first = WebAssembly.instantiate(store, module, wasi.getImportObject());
            WebAssembly.instantiate(store, module, wasi.getImportObject());
            assertThatThrownBy(() -> first.function("sizes").call(0, 8))
                    .isInstanceOf(TrapException.class)
                    .hasMessageContaining("exports no memory");
            wasi.finalizeBindings(first);
            assertThat(first.function("sizes").call(16, 20)).isEqualTo(0);
            assertThat(first.memory("memory").readInt(16)).isEqualTo(2);
        }
    }

    @Test
    void aGivenMemoryIsThatOfEveryGuest() {
        try (var store = Store.create(Engine.shared());
                var wasi = wasi();
                var module = WebAssembly.compileText(ASKING);
                var memories = WebAssembly.compileText("(module (memory (export \"given\") 1))")) {
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            var given = WebAssembly.instantiate(store, memories, Map.of()).memory("given");
            wasi.finalizeBindings(instance, given);
            var later = WebAssembly.instantiate(store, module, wasi.getImportObject());
            assertThat(instance.function("ask").call()).isEqualTo(-1);
            assertThat(given.readInt(0)).isEqualTo(2);
            given.writeInt(0, 0);
            assertThat(later.function("ask").call()).isEqualTo(-1);
            assertThat(given.readInt(0)).isEqualTo(2);
        }
    }

    @Test
    void aMemoryServesAnInstanceThatExportsNone() {
        try (var store = Store.create(Engine.shared());
                var wasi = wasi();
                var module = WebAssembly.compileText(
                        ASKING.replace("(memory (export \"memory\") 1)", "(memory (export \"m\") 1)"))) {
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            wasi.finalizeBindings(instance, instance.memory("m"));
            assertThat(instance.function("ask").call()).isEqualTo(2);
        }
    }

    @Test
    void aSharedMemoryMayBeGiven() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withSharedMemory(true));
                var store = Store.create(engine);
                var wasi = wasi();
                var other = wasi();
                var module = Guests.compile(
                        engine,
                        ASKING.replace("(memory (export \"memory\") 1)", "")
                                .replaceFirst("\\(module", "(module (import \"env\" \"memory\" (memory 1 2 shared))"));
                var foreign = Guests.instantiate(Guests.NOTHING)) {
            var memory = Memory.create(engine, MemoryType.of(1, 2).withShared());
            var imports = new HashMap<String, Map<String, ? extends ImportValue>>(wasi.getImportObject());
            imports.put("env", Map.of("memory", memory));
            var instance = WebAssembly.instantiate(store, module, imports);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.finalizeBindings(foreign, memory))
                    .withMessageStartingWith("options.memory must be of the same engine");
            wasi.finalizeBindings(instance, memory);
            assertThat(instance.function("ask").call()).isEqualTo(2);
            assertThat(function(wasi, "args_sizes_get").call(16, 20)).isZero();
            assertThat(memory.readInt(16)).isEqualTo(2);
        }
    }

    @Test
    void aFunctionServesOneStore() {
        try (var wasi = wasi();
                var module = WebAssembly.compileText(ASKING);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> WebAssembly.instantiate(module, wasi.getImportObject()))
                    .withMessageContaining("serves another store already");
            assertThat(instance.function("ask").call()).isEqualTo(2);
        }
    }

    @Test
    void oneVersionGivenWhereTheModuleWantsAnother() {
        try (var wasi = wasi(WASI.Version.UNSTABLE);
                var module = WebAssembly.compileText(ASKING)) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, wasi.getImportObject()))
                    .isInstanceOf(LinkException.class)
                    .hasMessage(
                            "missing import wasi_snapshot_preview1.args_sizes_get: function (i32, i32) -> (i32);"
                                    + " wasi_snapshot_preview1 is WASI preview1, which wasiImport(WASI.Version.PREVIEW1) gives");
        }
    }
}
