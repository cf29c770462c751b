package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a module imports, and what it is given. */
@Timeout(60)
class LinkingTest {
    private static final HostFunction NOTHING = HostFunction.of(FunctionType.of(), (caller, arguments) -> null);

    @Test
    void everyMissingImportIsNamed() {
        try (var module = WebAssembly.compileText("""
                (module
                  (import "env" "first" (func (param i32)))
                  (import "env" "given" (func))
                  (import "other" "second" (memory 1)))
                """)) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, Map.of("env", Map.of("given", NOTHING))))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("missing imports env.first: function (i32) -> (); other.second: memory 1.. pages");
        }
    }

    @Test
    void aFunctionOfAnotherTypeIsRefused() {
        try (var module = WebAssembly.compileText("(module (import \"env\" \"f\" (func (param i32))))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, Map.of("env", Map.of("f", NOTHING))))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("import env.f: function (i32) -> (): given was a function of the type () -> ()");
        }
        try (var module = WebAssembly.compileText("(module (import \"env\" \"f\" (memory 1)))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, Map.of("env", Map.of("f", NOTHING))))
                    .isInstanceOf(LinkException.class);
        }
    }

    @Test
    void aFunctionOfWasiOfAnotherTypeIsRefused() {
        try (var wasi = WASI.builder().version("preview1").build();
                var module = WebAssembly.compileText(
                        "(module (import \"wasi_snapshot_preview1\" \"fd_write\" (func (param i64))))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, wasi.getImportObject()))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("fd_write");
        }
    }

    @Test
    void instancesOfAStoreShareWhatTheyExport() {
        try (var store = Store.create(Engine.shared());
                var exporter = WebAssembly.compileText("""
                        (module
                          (memory (export "memory") 1)
                          (global (export "global") (mut i64) (i64.const 5))
                          (table (export "table") 2 funcref)
                          (func (export "function") (param i32) (result i32) (i32.mul (local.get 0) (i32.const 2))))
                        """);
                var importer = WebAssembly.compileText("""
                        (module
                          (import "a" "memory" (memory 1))
                          (import "a" "global" (global $g (mut i64)))
                          (import "a" "table" (table 2 funcref))
                          (import "a" "function" (func $f (param i32) (result i32)))
                          (func (export "run") (result i32)
                            (global.set $g (i64.const 6))
                            (call $f (i32.load (i32.const 8)))))
                        """)) {
            var first = WebAssembly.instantiate(store, exporter, Map.of());
            var second = WebAssembly.instantiate(store, importer, Map.of("a", first.exports(), "unused", Map.of()));
            first.memory("memory").writeInt(8, 21);
            assertThat(second.function("run").call()).isEqualTo(42);
            assertThat(((Global) first.exports().get("global")).get()).isEqualTo(6L);
            assertThat(((Table) first.exports().get("table")).size()).isEqualTo(2);
            try (var elsewhere = Store.create(Engine.shared())) {
                assertThatThrownBy(() -> WebAssembly.instantiate(elsewhere, importer, Map.of("a", first.exports())))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("another store");
            }
        }
    }

    @Test
    void modulesAndStoresOfDifferentEnginesDoNotMix() {
        try (var engine = Engine.create(EngineOptions.DEFAULT);
                var store = Store.create(engine);
                var module = WebAssembly.compileText(Guests.NOTHING)) {
            assertThatThrownBy(() -> WebAssembly.instantiate(store, module, Map.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("different engines");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "memory | (memory 2)",
                "memory | (memory 1 1)",
                "memory | (memory i64 1)",
                "global | (global i64)",
                "global | (global (mut i32))",
                "table | (table 3 funcref)",
                "table | (table 2 externref)",
                "function | (func (param i32) (result i32))",
                "memory | (func)",
                "function | (memory 1)",
                "table | (tag)"
            })
    void anExportOfAnotherTypeIsRefused(String export, String wanted) {
        try (var store = Store.create(Engine.shared());
                var exporter = WebAssembly.compileText("""
                        (module
                          (memory (export "memory") 1)
                          (global (export "global") (mut i64) (i64.const 5))
                          (table (export "table") 2 funcref)
                          (func (export "function")))
                        """);
                var importer = WebAssembly.compileText(
                        "(module (import \"a\" \"" + export + "\" " + wanted + ") (memory (export \"memory2\") 1))")) {
            var given = WebAssembly.instantiate(store, exporter, Map.of()).exports();
            assertThatThrownBy(() -> WebAssembly.instantiate(store, importer, Map.of("a", given)))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("import")
                    .hasMessageFindingMatch("a(\\.|::)" + export);
            assertThat(((Table) given.get("table")).size())
                    .as("the store goes on")
                    .isEqualTo(2);
        }
    }

    @Test
    void aFunctionOfWasiMayBeReplacedRemovedOrRenamed() {
        var guest = """
                (module
                  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
                  (memory (export "memory") 1)
                  (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00hello")
                  (func (export "_start")
                    (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
                """;
        var output = Output.capture();
        var seen = new ArrayList<String>();
        var fdWrite = HostFunction.of(
                FunctionType.of()
                        .with(ValueType.I32, ValueType.I32, ValueType.I32, ValueType.I32)
                        .returning(ValueType.I32),
                (caller, arguments) -> {
                    var memory = caller.memory();
                    int vector = (int) arguments[1];
                    seen.add(memory.readString(memory.readInt(vector), memory.readInt(vector + 4)));
                    return 0;
                });
        try (var replaced = preview1(output);
                var removed = preview1(output);
                var renamed = preview1(output);
                var module = WebAssembly.compileText(guest);
                var print = WebAssembly.compileText(
                        guest.replace("wasi_snapshot_preview1", "env").replace("fd_write", "print"))) {
            replaced.wasiImport().put("fd_write", fdWrite);
            try (var instance = WebAssembly.instantiate(module, replaced.getImportObject())) {
                assertThat(replaced.start(instance)).isZero();
            }
            assertThat(seen).containsExactly("hello");
            assertThat(output.text()).isEmpty();

            removed.wasiImport().remove("fd_write");
            assertThatThrownBy(() -> WebAssembly.instantiate(module, removed.getImportObject()))
                    .isInstanceOf(LinkException.class)
                    .hasMessageStartingWith("missing import wasi_snapshot_preview1.fd_write");

            var imports = Map.of("env", Map.of("print", renamed.wasiImport().get("fd_write")));
            try (var instance = WebAssembly.instantiate(print, imports)) {
                assertThat(renamed.start(instance)).isZero();
            }
            assertThat(output.text()).isEqualTo("hello");
        }
    }

    private static WASI preview1(Output stdout) {
        return WASI.builder().version(WASI.Version.PREVIEW1).stdout(stdout).build();
    }

    @Test
    void whatIsImportedFromWasiIsMissingWithoutOne() {
        try (var module = WebAssembly.compileText(Guests.exiting(0));
                var unknown = WebAssembly.compileText(Guests.exiting(0).replace("proc_exit", "proc_escape"));
                var wasi = preview1(Output.discard())) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("missing import wasi_snapshot_preview1.proc_exit: function (i32) -> ()");
            assertThatThrownBy(() -> WebAssembly.instantiate(unknown, wasi.getImportObject()))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("missing import wasi_snapshot_preview1.proc_escape: function (i32) -> ()");
        }
    }

    @Test
    void functionsOfTwoWasisAreRefused() {
        try (var first = preview1(Output.discard());
                var second = preview1(Output.discard());
                var module = WebAssembly.compileText("""
                        (module
                          (import "a" "f" (func (param i32)))
                          (import "b" "f" (func (param i32))))
                        """)) {
            var imports = Map.of(
                    "a", Map.of("f", first.wasiImport().get("proc_exit")),
                    "b", Map.of("f", second.wasiImport().get("proc_exit")));
            assertThatThrownBy(() -> WebAssembly.instantiate(module, imports))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("several WASI objects");
        }
    }

    @Test
    void anExportOfAnotherEngineIsRefused() {
        try (var engine = Engine.create(EngineOptions.DEFAULT);
                var foreign = Guests.instantiate(Guests.NOTHING);
                var importer = engine.compile(
                        "(module (import \"a\" \"answer\" (func (result i32))))".getBytes(StandardCharsets.UTF_8))) {
            assertThatThrownBy(() -> WebAssembly.instantiate(importer, Map.of("a", foreign.exports())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another store");
        }
    }

    @Test
    void aStartFunctionMayTrapExitOrThrow() {
        try (var module = WebAssembly.compileText("(module (func $f unreachable) (start $f))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module))
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.UNREACHABLE));
        }
        try (var wasi = WASI.builder().version("preview1").build();
                var module = WebAssembly.compileText(Guests.exiting(5)
                        .replace("(func (export \"_start\")", "(func $start")
                        .replaceFirst("\\)\\s*$", "(start \\$start))"))) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, wasi.getImportObject()))
                    .isInstanceOfSatisfying(
                            ExitException.class, e -> assertThat(e.code()).isEqualTo(5));
        }
        var thrown = new IllegalStateException("mine");
        HostFunction throwing = HostFunction.of(FunctionType.of(), (caller, arguments) -> {
            throw thrown;
        });
        try (var module = WebAssembly.compileText("(module (import \"a\" \"f\" (func $f)) (start $f))")) {
            assertThatThrownBy(() -> WebAssembly.instantiate(module, Map.of("a", Map.of("f", throwing))))
                    .isSameAs(thrown);
        }
    }

    @Test
    void exportsAreTheModulesInItsOrder() {
        try (var instance = Guests.instantiate("""
                (module (func (export "b")) (memory (export "a") 1) (global (export "é") i32 (i32.const 1)))
                """)) {
            assertThat(instance.exports().keySet()).containsExactly("b", "a", "é");
            assertThat(instance.exports()).hasSize(3).containsKey("a").doesNotContainKey("c");
            assertThatThrownBy(() -> instance.function("a"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("but a memory");
            assertThatThrownBy(() -> instance.memory("c")).hasMessageContaining("its exports are [b, a, é]");
        }
    }
}
