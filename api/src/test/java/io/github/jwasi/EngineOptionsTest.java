package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jwasi.EngineOptions.Compiler;
import io.github.jwasi.EngineOptions.Optimization;
import io.github.jwasi.EngineOptions.Profiler;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the options of an engine do. */
@Timeout(60)
class EngineOptionsTest {
    private static final long MIB = 1 << 20;

    /** One module for each proposal that is valid with it only. */
    private static final Map<Proposal, String> GUESTS = guests();

    private static Map<Proposal, String> guests() {
        var guests = new HashMap<Proposal, String>();
        guests.put(Proposal.MULTI_VALUE, "(module (func (result i32 i32) (i32.const 1) (i32.const 2)))");
        guests.put(
                Proposal.BULK_MEMORY,
                "(module (memory 1) (func (memory.fill (i32.const 0) (i32.const 0) (i32.const 0))))");
        guests.put(Proposal.REFERENCE_TYPES, "(module (table 1 externref))");
        guests.put(Proposal.SIMD, "(module (func (drop (v128.const i32x4 1 2 3 4))))");
        guests.put(
                Proposal.RELAXED_SIMD,
                "(module (func (param v128 v128) (drop (i8x16.relaxed_swizzle (local.get 0) (local.get 1)))))");
        guests.put(Proposal.THREADS, "(module (memory 1) (func (drop (i32.atomic.load (i32.const 0)))))");
        guests.put(Proposal.TAIL_CALL, "(module (func $f (return_call $f)))");
        guests.put(Proposal.MULTI_MEMORY, "(module (memory 1) (memory 1))");
        guests.put(Proposal.MEMORY64, "(module (memory i64 1))");
        guests.put(Proposal.FUNCTION_REFERENCES, "(module (type $t (func)) (func (param (ref null $t))))");
        guests.put(Proposal.GC, "(module (type (struct (field i32))))");
        guests.put(Proposal.EXCEPTIONS, "(module (tag $t) (func (throw $t)))");
        guests.put(Proposal.WIDE_ARITHMETIC, """
                (module (func (param i64 i64 i64 i64) (result i64 i64)
                  (i64.add128 (local.get 0) (local.get 1) (local.get 2) (local.get 3))))
                """);
        guests.put(Proposal.CUSTOM_PAGE_SIZES, "(module (memory 1 (pagesize 1)))");
        guests.put(Proposal.BRANCH_HINTING, Guests.NOTHING); // a custom section, which anybody may have
        return guests;
    }

    private static Module compile(Engine engine, String wat) {
        return engine.compile(wat.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertAnswers(EngineOptions options) {
        var limits = options.fuel() ? StoreOptions.DEFAULT.withFuel(1000) : StoreOptions.DEFAULT;
        try (var engine = Engine.create(options);
                var module = compile(engine, Guests.NOTHING);
                var store = Store.create(engine, limits);
                var instance = WebAssembly.instantiate(store, module, Map.of())) {
            assertThat(instance.function("answer").call()).isEqualTo(42);
            assertThat(engine.options()).isEqualTo(options);
        }
    }

    @Test
    void haveTheirDefaults() {
        assertThat(EngineOptions.DEFAULT)
                .isEqualTo(new EngineOptions(
                        Compiler.CRANELIFT,
                        Optimization.SPEED,
                        true,
                        Map.of(),
                        Optional.empty(),
                        true,
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        false,
                        Profiler.NONE,
                        false,
                        false,
                        false,
                        512 * 1024,
                        Optional.empty(),
                        2L << 30));
        assertThat(PoolingOptions.DEFAULT).isEqualTo(new PoolingOptions(1000, 4L << 30, 20_000, 1, 1, 65_536, 65_536));
    }

    @Test
    void eachIsChangedAlone() {
        var options = EngineOptions.DEFAULT
                .withCompiler(Compiler.WINCH)
                .withOptimization(Optimization.NONE)
                .withParallelCompilation(false)
                .withProposal(Proposal.SIMD, false)
                .withPooling(PoolingOptions.DEFAULT)
                .withCopyOnWrite(false)
                .withMemoryReservation(MIB)
                .withMemoryGuardSize(0)
                .withSharedMemory(true)
                .withProfiler(Profiler.PERFMAP)
                .withNativeUnwindInfo(true)
                .withFuel(true)
                .withInterruptible(true)
                .withMaxWasmStack(MIB)
                .withCache(Path.of("cache"))
                .withMaxCacheSize(7);

        assertThat(options)
                .isEqualTo(new EngineOptions(
                        Compiler.WINCH,
                        Optimization.NONE,
                        false,
                        Map.of(Proposal.SIMD, false),
                        Optional.of(PoolingOptions.DEFAULT),
                        false,
                        OptionalLong.of(MIB),
                        OptionalLong.of(0),
                        true,
                        Profiler.PERFMAP,
                        true,
                        true,
                        true,
                        MIB,
                        Optional.of(Path.of("cache").toAbsolutePath()),
                        7));
        assertThat(EngineOptions.DEFAULT.proposals()).isEmpty();
        assertThat(EngineOptions.DEFAULT.withCache().cache().orElseThrow()).endsWith(Path.of("modules"));
        assertThat(PoolingOptions.DEFAULT
                        .withMaxInstances(1)
                        .withMaxMemorySize(2)
                        .withMaxTableElements(3)
                        .withMaxPerModule(4, 5)
                        .withKeepResident(6, 7))
                .isEqualTo(new PoolingOptions(1, 2, 3, 4, 5, 6, 7));
    }

    static List<EngineOptions> harmless() {
        var all = new ArrayList<EngineOptions>();
        for (var optimization : Optimization.values()) {
            all.add(EngineOptions.DEFAULT.withOptimization(optimization));
        }
        all.add(EngineOptions.DEFAULT.withParallelCompilation(false));
        all.add(EngineOptions.DEFAULT.withCopyOnWrite(false));
        all.add(EngineOptions.DEFAULT.withMemoryReservation(0).withMemoryGuardSize(0));
        all.add(EngineOptions.DEFAULT.withMemoryReservation(MIB).withMemoryGuardSize(65536));
        all.add(EngineOptions.DEFAULT.withPooling(PoolingOptions.DEFAULT));
        all.add(EngineOptions.DEFAULT
                .withPooling(PoolingOptions.DEFAULT.withMaxMemorySize(MIB).withKeepResident(65536, 4096))
                .withMemoryReservation(MIB)
                .withCopyOnWrite(false));
        all.add(EngineOptions.DEFAULT.withFuel(true).withInterruptible(true).withMaxWasmStack(4096));
        return all;
    }

    @ParameterizedTest
    @MethodSource("harmless")
    void leaveTheGuestsResultAlone(EngineOptions options) {
        assertAnswers(options);
    }

    @Test
    @EnabledOnOs(architectures = {"amd64", "x86_64", "aarch64"})
    void theBaselineCompilerRunsGuests() {
        var winch = EngineOptions.DEFAULT.withCompiler(Compiler.WINCH);
        assertAnswers(winch);
        assertAnswers(winch.withPooling(PoolingOptions.DEFAULT)
                .withFuel(false)
                .withInterruptible(true)
                .withProposal(Proposal.SIMD, false));
        try (var engine = Engine.create(winch)) {
            GUESTS.forEach((proposal, guest) -> {
                if (!proposal.isKnownTo(Compiler.WINCH)) {
                    assertThatThrownBy(() -> compile(engine, guest))
                            .as("%s", proposal)
                            .isInstanceOf(CompileException.class);
                }
            });
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProfilerIsToldOfTheCode(@TempDir Path folder) throws Exception {
        var map = Path.of("/tmp/perf-" + ProcessHandle.current().pid() + ".map");
        try {
            assertAnswers(EngineOptions.DEFAULT.withProfiler(Profiler.PERFMAP));
            assertThat(map).content().contains("wasm[0]::function");
        } finally {
            Files.deleteIfExists(map);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aProposalCanBeSwitched(Proposal proposal) {
        var guest = GUESTS.get(proposal);
        assertThat(guest).as("a guest for %s", proposal).isNotNull();
        var on = EngineOptions.DEFAULT.withProposal(proposal, true);
        assertThat(on.isEnabled(proposal)).isTrue();
        try (var engine = Engine.create(on)) {
            compile(engine, guest).close();
        }
        var off = EngineOptions.DEFAULT.withProposal(proposal, false);
        assertThat(off.isEnabled(proposal)).isFalse();
        if (proposal == Proposal.BRANCH_HINTING) {
            assertAnswers(off);
            return;
        }
        try (var engine = Engine.create(off)) {
            assertThatThrownBy(() -> compile(engine, guest)).isInstanceOf(CompileException.class);
            compile(engine, "(module (func (export \"f\") (result i32) (i32.const 1)))")
                    .close();
        }
    }

    @Test
    void whatNeedsAProposalThatIsOffIsOffToo() {
        var options = EngineOptions.DEFAULT.withProposal(Proposal.REFERENCE_TYPES, false);
        assertThat(options.isEnabled(Proposal.GC)).isFalse();
        assertThat(options.isEnabled(Proposal.EXCEPTIONS)).isFalse();
        assertThat(options.isEnabled(Proposal.SIMD)).isTrue();
        assertThatThrownBy(() -> options.withProposal(Proposal.GC, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("options.proposals has GC, which needs FUNCTION_REFERENCES, and that is off");
    }

    @ParameterizedTest
    @EnumSource(
            value = Proposal.class,
            names = {"GC", "EXCEPTIONS", "TAIL_CALL", "FUNCTION_REFERENCES", "RELAXED_SIMD"})
    void whatTheCompilerDoesNotKnowIsRefused(Proposal proposal) {
        var winch = EngineOptions.DEFAULT.withCompiler(Compiler.WINCH);
        var on = EngineOptions.DEFAULT.withProposal(proposal, true);
        assertThat(winch.isEnabled(proposal)).isFalse();
        assertThatThrownBy(() -> winch.withProposal(proposal, true))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("options.proposals has " + proposal)
                .hasMessageContaining("options.compiler WINCH");
        assertThatThrownBy(() -> on.withCompiler(Compiler.WINCH)).isInstanceOf(IllegalArgumentException.class);
        assertThat(winch.withProposal(proposal, false).isEnabled(proposal)).isFalse();
    }

    @Test
    void haveRanges() {
        assertRefused(() -> EngineOptions.DEFAULT.withMaxWasmStack(0), "options.maxWasmStack");
        assertRefused(() -> EngineOptions.DEFAULT.withMaxWasmStack(1L << 40), "options.maxWasmStack");
        assertRefused(() -> EngineOptions.DEFAULT.withMemoryReservation(-1), "options.memoryReservation");
        assertRefused(() -> EngineOptions.DEFAULT.withMemoryReservation(1L << 41), "options.memoryReservation");
        assertRefused(() -> EngineOptions.DEFAULT.withMemoryGuardSize(-1), "options.memoryGuardSize");
        assertRefused(() -> EngineOptions.DEFAULT.withMaxCacheSize(-1), "options.maxCacheSize");
        assertRefused(() -> PoolingOptions.DEFAULT.withMaxInstances(0), "pooling.maxInstances");
        assertRefused(() -> PoolingOptions.DEFAULT.withMaxMemorySize(-1), "pooling.maxMemorySize");
        assertRefused(() -> PoolingOptions.DEFAULT.withMaxTableElements(-1), "pooling.maxTableElements");
        assertRefused(() -> PoolingOptions.DEFAULT.withMaxPerModule(101, 1), "pooling.maxMemoriesPerModule");
        assertRefused(() -> PoolingOptions.DEFAULT.withMaxPerModule(1, -1), "pooling.maxTablesPerModule");
        assertRefused(() -> PoolingOptions.DEFAULT.withKeepResident(-1, 0), "pooling.memoryKeepResident");
        assertRefused(() -> PoolingOptions.DEFAULT.withKeepResident(0, -1), "pooling.tableKeepResident");
    }

    private static void assertRefused(Runnable wrong, String option) {
        assertThatThrownBy(wrong::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(option + " must be ");
    }

    @Test
    void whatTheEngineRefusesNamesTheOptions() {
        var tooLarge = PoolingOptions.DEFAULT.withMaxMemorySize(8L << 30);
        assertThatThrownBy(() -> Engine.create(EngineOptions.DEFAULT.withPooling(tooLarge)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxMemorySize=8589934592");
        // More address space than a process can have.
        var tooMany = PoolingOptions.DEFAULT.withMaxInstances(100_000).withMaxPerModule(100, 1);
        assertThatThrownBy(() -> Engine.create(EngineOptions.DEFAULT.withPooling(tooMany)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("maxInstances=100000");
    }

    @Test
    void aPoolHasItsLimits() {
        var pooling = PoolingOptions.DEFAULT
                .withMaxInstances(2)
                .withMaxMemorySize(3 * 65536)
                .withMaxTableElements(10);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withPooling(pooling));
                var module = compile(engine, Guests.NOTHING)) {
            try (var first = WebAssembly.instantiate(module);
                    var second = WebAssembly.instantiate(module)) {
                assertThat(first.memory("memory").grow(2)).isEqualTo(1);
                assertThatThrownBy(() -> second.memory("memory").grow(3)).isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> WebAssembly.instantiate(module))
                        .isInstanceOf(LinkException.class)
                        .hasMessageContaining("limit of 2");
            }
            WebAssembly.instantiate(module).close();
            assertTooLarge(engine, "(module (memory 4))", "memory");
            assertTooLarge(engine, "(module (table 11 funcref))", "table");
            assertTooLarge(engine, "(module (memory 1) (memory 1))", "memories");
            assertTooLarge(engine, "(module (table 1 funcref) (table 1 funcref))", "tables");
            assertTooLarge(engine, "(module (memory 1 2 shared))", "shared");
        }
        try (var engine = Engine.create(EngineOptions.DEFAULT.withPooling(pooling.withMaxPerModule(2, 2)));
                var module = compile(
                        engine,
                        "(module (memory 1) (memory 1) (table 1 funcref) (table 1 funcref) (func (export \"f\")))");
                var first = WebAssembly.instantiate(module);
                var second = WebAssembly.instantiate(module)) {
            assertThat(first.exports()).hasSameSizeAs(second.exports());
        }
    }

    private static void assertTooLarge(Engine engine, String wat, String named) {
        assertThatThrownBy(() -> compile(engine, wat))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining(named);
    }

    /** What a guest wrote into a memory of the pool must not be there for the next. */
    @Test
    void aPooledMemoryIsCleanForTheNextGuest() {
        for (boolean copyOnWrite : new boolean[] {false, true}) {
            var options = EngineOptions.DEFAULT
                    .withCopyOnWrite(copyOnWrite)
                    .withPooling(PoolingOptions.DEFAULT.withMaxInstances(1).withKeepResident(65536, 65536));
            try (var engine = Engine.create(options);
                    var module =
                            compile(engine, "(module (memory (export \"memory\") 2) (data (i32.const 8) \"a\"))")) {
                for (int i = 0; i < 10; i++) {
                    try (var instance = WebAssembly.instantiate(module)) {
                        var memory = instance.memory("memory");
                        assertThat(memory.readLong(0)).isZero();
                        assertThat(memory.readLong(8)).isEqualTo('a');
                        assertThat(memory.readLong(131064)).isZero();
                        memory.writeLong(0, -1);
                        memory.writeLong(8, -1);
                        memory.writeLong(131064, -1);
                    }
                }
            }
        }
    }
}
