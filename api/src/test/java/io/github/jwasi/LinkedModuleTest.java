package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Modules that are linked once and instantiated many times. */
@Timeout(60)
class LinkedModuleTest {
    /** Calls two host functions: {@code twice(next(arguments))}. */
    private static final String CALLS = """
            (module
              (import "host" "twice" (func $twice (param i32) (result i32)))
              (import "host" "next" (func $next (param i32) (result i32)))
              (memory (export "memory") 1)
              (global $calls (mut i32) (i32.const 0))
              (func (export "calls") (result i32) (global.get $calls))
              (func (export "call") (param i32) (result i32)
                (global.set $calls (i32.add (global.get $calls) (i32.const 1)))
                (call $twice (call $next (local.get 0)))))
            """;

    private static final FunctionType I32_TO_I32 =
            FunctionType.of().with(ValueType.I32).returning(ValueType.I32);

    private static Map<String, Map<String, HostFunction>> host() {
        return Map.of(
                "host",
                Map.of(
                        "next", HostFunction.of(I32_TO_I32, (caller, arguments) -> (int) arguments[0] + 1),
                        "twice", HostFunction.of(I32_TO_I32, (caller, arguments) -> 2 * (int) arguments[0])));
    }

    private static WASI wasi(Output stdout, String... args) {
        return WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .args(args)
                .stdin(Input.empty())
                .stdout(stdout)
                .build();
    }

    @Test
    void eachInstanceHasItsOwnState() {
        try (var module = WebAssembly.compileText(CALLS);
                var linked = module.link(host());
                var first = linked.instantiate();
                var second = linked.instantiate()) {
            assertThat(first.function("call").call(4)).isEqualTo(10);
            assertThat(first.function("call").call(-1)).isEqualTo(0);
            assertThat(second.function("call").call(20)).isEqualTo(42);
            assertThat(first.function("calls").call()).isEqualTo(2);
            assertThat(second.function("calls").call()).isEqualTo(1);
            first.memory("memory").writeByte(0, (byte) 1);
            assertThat(second.memory("memory").readByte(0)).isZero();
            assertThat(first.exports().keySet()).containsExactly("memory", "calls", "call");
        }
    }

    @Test
    void aCallerIsTheGuestThatCalls() {
        var guest = """
                (module
                  (import "host" "read" (func $read (result i32)))
                  (memory (export "memory") 1)
                  (func (export "read") (result i32) (call $read)))
                """;
        var read = HostFunction.of(
                FunctionType.of().returning(ValueType.I32),
                (caller, arguments) -> caller.memory().readInt(8));
        try (var module = WebAssembly.compileText(guest);
                var linked = module.link(Map.of("host", Map.of("read", read)));
                var first = linked.instantiate();
                var second = linked.instantiate()) {
            first.memory("memory").writeInt(8, 1);
            second.memory("memory").writeInt(8, 2);
            assertThat(first.function("read").call()).isEqualTo(1);
            assertThat(second.function("read").call()).isEqualTo(2);
        }
    }

    @Test
    void whatAHostFunctionThrowsComesOutOfItsGuest() {
        var thrown = new IllegalStateException("mine");
        HostFunction throwing = HostFunction.of(FunctionType.of(), (caller, arguments) -> {
            throw thrown;
        });
        try (var module = WebAssembly.compileText(
                        "(module (import \"a\" \"f\" (func $f)) (func (export \"f\") (call $f)))");
                var linked = module.link(Map.of("a", Map.of("f", throwing)));
                var first = linked.instantiate();
                var second = linked.instantiate()) {
            assertThatThrownBy(() -> first.function("f").call()).isSameAs(thrown);
            assertThatThrownBy(() -> second.function("f").call()).isSameAs(thrown);
        }
    }

    @Test
    void hostFunctionsMayTakeReferences() {
        var seen = new ArrayList<Object>();
        var type = FunctionType.of().with(ValueType.EXTERNREF).returning(ValueType.EXTERNREF);
        var note = HostFunction.of(type, (caller, arguments) -> {
            seen.add(arguments[0]);
            return List.of(arguments[0]);
        });
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "a" "f" (func $f (param externref) (result externref)))
                          (func (export "f") (param externref) (result externref) (call $f (local.get 0))))
                        """);
                var linked = module.link(Map.of("a", Map.of("f", note)));
                var instance = linked.instantiate()) {
            assertThat(instance.function("f").call("object")).isEqualTo(List.of("object"));
            assertThat(seen).containsExactly("object");
        }
    }

    @Test
    void eachInstanceHasItsOwnWasi() {
        try (var module = WebAssembly.compileText(Guests.CAT);
                var linked = module.link()) {
            for (var text : List.of("first", "second")) {
                var output = Output.capture();
                try (var wasi = WASI.builder()
                                .version("preview1")
                                .stdin(Input.of(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                                .stdout(output)
                                .build();
                        var instance = linked.instantiate(wasi)) {
                    assertThat(wasi.start(instance)).isZero();
                }
                assertThat(output.text()).isEqualTo(text);
            }
        }
    }

    @Test
    void aFunctionOfWasiMayBeReplaced() {
        var codes = new ArrayList<Object>();
        var exit = HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, arguments) -> {
            codes.add(arguments[0]);
            return null;
        });
        try (var module = WebAssembly.compileText(Guests.exiting(7));
                var linked = module.link(Map.of("wasi_snapshot_preview1", Map.of("proc_exit", exit)));
                var instance = linked.instantiate();
                var plain = module.link();
                var wasi = wasi(Output.discard());
                var exiting = plain.instantiate(wasi)) {
            instance.function("_start").call();
            assertThat(codes).containsExactly(7);
            assertThat(wasi.start(exiting)).isEqualTo(7);
        }
    }

    @Test
    void instancesMayShareAStore() {
        try (var module = WebAssembly.compileText(CALLS);
                var linked = module.link(host());
                var other = module.link(Map.of(
                        "host",
                        Map.of(
                                "next", HostFunction.of(I32_TO_I32, (caller, arguments) -> 100),
                                "twice", HostFunction.of(I32_TO_I32, (caller, arguments) -> arguments[0]))));
                var store = Store.create(Engine.shared())) {
            var first = linked.instantiate(store);
            var second = other.instantiate(store);
            var third = linked.instantiate(store);
            var plain = WebAssembly.instantiate(store, module, host());
            assertThat(first.function("call").call(1)).isEqualTo(4);
            assertThat(second.function("call").call(1)).isEqualTo(100);
            assertThat(third.function("call").call(2)).isEqualTo(6);
            assertThat(plain.function("call").call(3)).isEqualTo(8);
            assertThat(first.function("call").call(1)).isEqualTo(4);
            first.close();
            assertThat(third.function("calls").call()).isEqualTo(1);
        }
    }

    @Test
    void instancesInAStoreShareItsWasi() {
        var output = Output.capture();
        try (var module = WebAssembly.compileText(Guests.exiting(3));
                var linked = module.link();
                var store = Store.create(Engine.shared());
                var wasi = wasi(output)) {
            assertThatThrownBy(() -> linked.instantiate(store))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("give a WASI");
            linked.instantiate(store, wasi);
            assertThat(wasi.start(linked.instantiate(store))).isEqualTo(3);
            try (var another = wasi(output)) {
                assertThatThrownBy(() -> linked.instantiate(store, another))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("another WASI");
            }
        }
    }

    @Test
    void limitsAreThoseOfTheStore() {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withFuel(true));
                var module = engine.compile(Guests.NOTHING.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var linked = module.link();
                var instance =
                        linked.instantiate(StoreOptions.DEFAULT.withFuel(1000).withMaxMemory(2 * 65536))) {
            assertThat(instance.function("answer").call()).isEqualTo(42);
            assertThat(instance.store().fuel()).isLessThan(1000);
            var memory = instance.memory("memory");
            assertThat(memory.grow(1)).isEqualTo(1);
            assertThatThrownBy(() -> memory.grow(1)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(linked::instantiate).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whatIsMissingIsSaidWhenLinking() {
        try (var module = WebAssembly.compileText(CALLS)) {
            assertThatThrownBy(module::link)
                    .isInstanceOf(LinkException.class)
                    .hasMessage("missing imports host.twice: function (i32) -> (i32); "
                            + "host.next: function (i32) -> (i32)");
            var one = Map.of("host", Map.of("next", host().get("host").get("next")));
            assertThatThrownBy(() -> module.link(one))
                    .isInstanceOf(LinkException.class)
                    .hasMessage("missing import host.twice: function (i32) -> (i32)");
        }
        try (var unknown = WebAssembly.compileText(Guests.exiting(0).replace("proc_exit", "proc_escape"))) {
            assertThatThrownBy(unknown::link)
                    .isInstanceOf(LinkException.class)
                    .hasMessageStartingWith("missing import wasi_snapshot_preview1.proc_escape");
        }
    }

    @Test
    void whatIsOfAnotherTypeIsRefusedWhenLinking() {
        HostFunction wrong = HostFunction.of(FunctionType.of(), (caller, arguments) -> null);
        try (var module = WebAssembly.compileText(CALLS);
                var wasi = WebAssembly.compileText("""
                        (module (import "wasi_snapshot_preview1" "proc_exit" (func (param i64))))
                        """);
                var memory = WebAssembly.compileText("""
                        (module (import "wasi_snapshot_preview1" "proc_exit" (memory 1)))
                        """)) {
            assertThatThrownBy(() -> module.link(Map.of("host", Map.of("next", wrong, "twice", wrong))))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("import host.twice: function (i32) -> (i32): given was a function");
            assertThatThrownBy(wasi::link).isInstanceOf(LinkException.class).hasMessageContaining("proc_exit");
            assertThatThrownBy(memory::link).isInstanceOf(LinkException.class).hasMessageContaining("missing import");
        }
    }

    @Test
    void whatLivesInAStoreIsRefused() {
        try (var module = WebAssembly.compileText("(module (import \"a\" \"memory\" (memory 1)))");
                var exits = WebAssembly.compileText(Guests.exiting(0));
                var wasi = wasi(Output.discard());
                var other = Guests.instantiate(Guests.NOTHING)) {
            assertThatThrownBy(() -> module.link(Map.of("a", other.exports())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("import a.memory")
                    .hasMessageContaining("lives in a store");
            assertThatThrownBy(() -> exits.link(wasi.getImportObject()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("give a WASI to each instantiation");
        }
    }

    @Test
    void aStoreOfAnotherEngineIsRefused() {
        try (var module = WebAssembly.compileText(Guests.NOTHING);
                var linked = module.link();
                var engine = Engine.create(EngineOptions.DEFAULT);
                var store = Store.create(engine)) {
            assertThatThrownBy(() -> linked.instantiate(store))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("different engines");
        }
    }

    @Test
    void aStartFunctionMayTrapOrThrow() {
        try (var module = WebAssembly.compileText("(module (func $f unreachable) (start $f))");
                var linked = module.link()) {
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(linked::instantiate)
                        .isInstanceOfSatisfying(
                                TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.UNREACHABLE));
            }
        }
    }

    @Test
    void outlivesItsModuleAndIsOutlivedByItsInstances() {
        var module = WebAssembly.compileText(CALLS);
        var linked = module.link(host());
        module.close();
        try (var instance = linked.instantiate()) {
            linked.close();
            linked.close();
            assertThat(instance.function("call").call(4)).isEqualTo(10);
            assertThat(instance.exports()).hasSize(3);
        }
        assertThatThrownBy(linked::instantiate)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the linked module is closed");
        assertThatThrownBy(module::link)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the module is closed");
    }

    @Test
    void nothingThatIsClosedIsUsed() {
        var engine = Engine.create(EngineOptions.DEFAULT);
        try (var module = engine.compile(Guests.exiting(0).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var linked = module.link()) {
            var closedStore = Store.create(engine);
            closedStore.close();
            var closed = wasi(Output.discard());
            closed.close();
            var used = wasi(Output.discard());
            linked.instantiate(used).close();
            assertThatThrownBy(() -> linked.instantiate(closedStore))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("closed");
            assertThatThrownBy(() -> linked.instantiate(closed)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> linked.instantiate(used)).isInstanceOf(IllegalStateException.class);
            engine.close();
            try (var wasi = wasi(Output.discard())) {
                assertThatThrownBy(() -> linked.instantiate(wasi))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("the engine is closed");
            }
        }
    }

    @Test
    void nullIsNamed() {
        try (var module = WebAssembly.compileText(Guests.NOTHING);
                var linked = module.link()) {
            assertThatThrownBy(() -> module.link(null)).hasMessage("imports");
            assertThatThrownBy(() -> linked.instantiate((WASI) null)).hasMessage("wasi");
            assertThatThrownBy(() -> linked.instantiate((Store) null)).hasMessage("store");
            assertThatThrownBy(() -> linked.instantiate((StoreOptions) null)).hasMessage("options");
            assertThatThrownBy(() -> linked.instantiate(StoreOptions.DEFAULT, null))
                    .hasMessage("wasi");
        }
    }

    /** Many threads serve requests out of one linked module and one pool. */
    @Test
    void manyThreadsMayInstantiate() throws Exception {
        var calls = new AtomicInteger();
        var imports = Map.of(
                "host",
                Map.of(
                        "next",
                        HostFunction.of(I32_TO_I32, (caller, arguments) -> {
                            calls.incrementAndGet();
                            return (int) arguments[0] + 1;
                        }),
                        "twice",
                        HostFunction.of(I32_TO_I32, (caller, arguments) -> 2 * (int) arguments[0])));
        var pooling = PoolingOptions.DEFAULT.withMaxInstances(8);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withPooling(pooling));
                var module = engine.compile(CALLS.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var linked = module.link(imports);
                var threads = Executors.newFixedThreadPool(8)) {
            Callable<Object> request = () -> {
                for (int i = 0; i < 200; i++) {
                    try (var instance = linked.instantiate()) {
                        assertThat(instance.function("call").call(i)).isEqualTo(2 * (i + 1));
                        assertThat(instance.function("calls").call()).isEqualTo(1);
                    }
                }
                return calls;
            };
            var results = new ArrayList<Future<Object>>();
            for (int thread = 0; thread < 8; thread++) {
                results.add(threads.submit(request));
            }
            for (var result : results) {
                result.get();
            }
        }
        assertThat(calls).hasValue(1600);
    }

    @Test
    void instancesOnManyThreadsMayShareAMemory() throws Exception {
        var guest = """
                (module
                  (import "host" "memory" (memory 1 1 shared))
                  (export "memory" (memory 0))
                  (func (export "add") (drop (i32.atomic.rmw.add (i32.const 8) (i32.const 1)))))
                """;
        var options = EngineOptions.DEFAULT.withSharedMemory(true);
        try (var engine = Engine.create(options.withPooling(PoolingOptions.DEFAULT));
                var other = Engine.create(options);
                var module = engine.compile(guest.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var foreign = other.compile(guest.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var threads = Executors.newFixedThreadPool(4)) {
            var memory = Memory.create(engine, MemoryType.of(1, 1).withShared());
            var imports = Map.of("host", Map.of("memory", memory));
            try (var linked = module.link(imports)) {
                var results = new ArrayList<Future<?>>();
                for (int i = 0; i < 40; i++) {
                    results.add(threads.submit(() -> {
                        try (var instance = linked.instantiate()) {
                            assertThat(instance.memory("memory")).isEqualTo(memory);
                            instance.function("add").call();
                        }
                    }));
                }
                for (var result : results) {
                    result.get();
                }
            }
            assertThat(memory.readInt(8)).isEqualTo(40);
            assertThatThrownBy(() -> foreign.link(imports))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("another engine");
            var wrong = engine.compile("(module (import \"host\" \"memory\" (memory 2 2 shared)))"
                    .getBytes(java.nio.charset.StandardCharsets.UTF_8));
            assertThatThrownBy(() -> wrong.link(imports))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("host::memory");
            wrong.close();
        }
    }
}
