package io.github.jwasi;

import io.github.jwasi.bindings.CacheFolder;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/**
 * How an {@link Engine} compiles and runs modules.
 *
 * @param compiler what makes machine code of modules. Default: {@link Compiler#CRANELIFT}
 * @param optimization how much time Cranelift takes to make code that runs faster. Default: {@link Optimization#SPEED}
 * @param parallelCompilation whether a module is compiled on all processors. Default: yes
 * @param proposals which extensions of WebAssembly are switched on or off against {@linkplain #isEnabled the default}.
 *     Default: none
 * @param pooling the pool that instances take their memories from, which makes instantiation faster and has room for so
 *     many. Default: none
 * @param copyOnWrite whether instances share the pages of their module's data until they write to them, which makes
 *     instantiation faster, where the operating system can do that. Default: yes
 * @param memoryReservation how many bytes of address space a memory gets at first, 0 to 1 TiB. One that grows beyond is
 *     moved, and with less than 4 GiB a guest pays for a check at each access. Default: 4 GiB
 * @param memoryGuardSize how many bytes of address space around a memory are kept unmapped, 0 to 1 TiB; with less a
 *     guest may pay for more checks. Default: 32 MiB
 * @param sharedMemory whether there may be memories that several threads use, made by {@link Memory#create(Engine,
 *     MemoryType)} or by modules. The engine's authors keep it off for code that is not trusted: its limits do not hold
 *     for such a memory, which a guest may grow to the maximum of its type, and mistakes in it are not treated as
 *     vulnerabilities. Default: no
 * @param profiler for which profiler the compiled code is described. Default: {@link Profiler#NONE}
 * @param nativeUnwindInfo whether native debuggers and profilers can unwind the stack through a guest's frames; costs
 *     time when a module is loaded and when it is freed, of large ones up to seconds. Windows always has it. Default: no
 * @param fuel whether guests count the instructions that they execute, so that {@link StoreOptions#fuel} can end them;
 *     costs time. Default: no
 * @param interruptible whether a computing guest notices {@link Store#interrupt()}, a deadline, {@link Thread#interrupt()}
 *     and {@link Store#close()} in another thread; costs a little time. A guest that sleeps or reads in WASI always does.
 *     Default: no
 * @param maxWasmStack bytes of stack that a guest may use, 4 KiB to 1 GiB. It is the calling thread's stack, which has
 *     to have that and 256 KiB more left. Default: 512 KiB
 * @param cache the folder where compiled modules are kept for the next time, which must be writable by nobody else, as
 *     machine code is loaded from it. Default: none
 * @param maxCacheSize how many bytes the files in the {@link #cache} may have together, 0 or more. Those that were used
 *     least recently are removed. Default: 2 GiB
 */
public record EngineOptions(
        Compiler compiler,
        Optimization optimization,
        boolean parallelCompilation,
        Map<Proposal, Boolean> proposals,
        Optional<PoolingOptions> pooling,
        boolean copyOnWrite,
        OptionalLong memoryReservation,
        OptionalLong memoryGuardSize,
        boolean sharedMemory,
        Profiler profiler,
        boolean nativeUnwindInfo,
        boolean fuel,
        boolean interruptible,
        long maxWasmStack,
        Optional<Path> cache,
        long maxCacheSize)
        implements Serializable {
    private static final long MAX_ADDRESS_SPACE = 1L << 40;

    /** The default of every option. */
    public static final EngineOptions DEFAULT = new Draft().finish();

    /** What makes machine code of modules. */
    public enum Compiler {
        /** Makes fast code, and takes its time. */
        CRANELIFT(1),
        /**
         * The baseline compiler: makes slower code in a fraction of the time, on x86_64 and aarch64. It has no GC, no
         * exceptions, tail calls, function references and relaxed SIMD, and refuses some instructions of SIMD.
         */
        WINCH(2);

        private final byte number;

        Compiler(int number) {
            this.number = (byte) number;
        }

        /** The number of {@code wasmtime_strategy_t}. */
        byte number() {
            return number;
        }
    }

    /** How much time Cranelift takes to make code that runs faster. {@link Compiler#WINCH} never optimises. */
    public enum Optimization {
        /** None: compiles fastest. */
        NONE(0),
        /** For speed. */
        SPEED(1),
        /** For speed, but without what makes the code much larger. */
        SPEED_AND_SIZE(2);

        private final byte number;

        Optimization(int number) {
            this.number = (byte) number;
        }

        /** The number of {@code wasmtime_opt_level_t}. */
        byte number() {
            return number;
        }
    }

    /** A profiler that is to know the names of the guest's functions. */
    public enum Profiler {
        /** None. */
        NONE(0),
        /** Linux's perf, by a file {@code jit-PID.dump} in the current directory for {@code perf inject --jit}. */
        JITDUMP(1),
        /** Intel's VTune, on x86_64. */
        VTUNE(2),
        /** Linux's perf, by a file {@code /tmp/perf-PID.map}. */
        PERFMAP(3);

        private final byte number;

        Profiler(int number) {
            this.number = (byte) number;
        }

        /** The number of {@code wasmtime_profiling_strategy_t}. */
        byte number() {
            return number;
        }
    }

    /**
     * Options.
     *
     * @throws IllegalArgumentException if an option is out of its range, or two do not go together
     * @throws NullPointerException if an option is null
     */
    public EngineOptions {
        Objects.requireNonNull(compiler, "compiler");
        Objects.requireNonNull(optimization, "optimization");
        Objects.requireNonNull(profiler, "profiler");
        Objects.requireNonNull(pooling, "pooling");
        proposals = copy(proposals);
        cache = cache.map(Path::toAbsolutePath);
        checkRange("maxWasmStack", maxWasmStack, 4096, 1 << 30);
        checkRange("memoryReservation", memoryReservation.orElse(0), 0, MAX_ADDRESS_SPACE);
        checkRange("memoryGuardSize", memoryGuardSize.orElse(0), 0, MAX_ADDRESS_SPACE);
        checkRange("maxCacheSize", maxCacheSize, 0, Long.MAX_VALUE);
        for (var proposal : Proposal.values()) {
            checkProposal(compiler, proposals, proposal);
        }
    }

    private static Map<Proposal, Boolean> copy(Map<Proposal, Boolean> proposals) {
        var copy = new EnumMap<Proposal, Boolean>(Proposal.class);
        proposals.forEach((proposal, on) -> copy.put(proposal, Objects.requireNonNull(on, "proposals")));
        return Collections.unmodifiableMap(copy);
    }

    private static void checkRange(String name, long given, long least, long most) {
        if (given < least || given > most) {
            throw new IllegalArgumentException(
                    "options." + name + " must be " + least + " to " + most + " bytes, given " + given);
        }
    }

    private static void checkProposal(Compiler compiler, Map<Proposal, Boolean> proposals, Proposal proposal) {
        if (!proposals.getOrDefault(proposal, false)) {
            return;
        }
        if (!proposal.isKnownTo(compiler)) {
            throw new IllegalArgumentException("options.proposals has " + proposal + ", which options.compiler "
                    + compiler + " does not compile: " + Compiler.CRANELIFT + " does");
        }
        var prerequisite = proposal.prerequisite();
        if (prerequisite != null && !isEnabled(compiler, proposals, prerequisite)) {
            throw new IllegalArgumentException(
                    "options.proposals has " + proposal + ", which needs " + prerequisite + ", and that is off");
        }
    }

    private static boolean isEnabled(Compiler compiler, Map<Proposal, Boolean> proposals, Proposal proposal) {
        var prerequisite = proposal.prerequisite();
        return proposals.getOrDefault(proposal, proposal.isOnByDefault())
                && proposal.isKnownTo(compiler)
                && (prerequisite == null || isEnabled(compiler, proposals, prerequisite));
    }

    /**
     * Whether an engine with these options accepts modules that use a proposal.
     *
     * @param proposal the proposal
     * @return what {@link #withProposal} said, or else whether the proposal is on by default, the {@link #compiler} knows
     *     it, and what it needs is on
     */
    public boolean isEnabled(Proposal proposal) {
        return isEnabled(compiler, proposals, Objects.requireNonNull(proposal, "proposal"));
    }

    /** A copy of the options that can be changed. */
    private static final class Draft {
        Compiler compiler = Compiler.CRANELIFT;
        Optimization optimization = Optimization.SPEED;
        boolean parallelCompilation = true;
        Map<Proposal, Boolean> proposals = new EnumMap<>(Proposal.class);
        Optional<PoolingOptions> pooling = Optional.empty();
        boolean copyOnWrite = true;
        OptionalLong memoryReservation = OptionalLong.empty();
        OptionalLong memoryGuardSize = OptionalLong.empty();
        boolean sharedMemory;
        Profiler profiler = Profiler.NONE;
        boolean nativeUnwindInfo;
        boolean fuel;
        boolean interruptible;
        long maxWasmStack = 512 * 1024;
        Optional<Path> cache = Optional.empty();
        long maxCacheSize = 2L << 30;

        EngineOptions finish() {
            return new EngineOptions(
                    compiler,
                    optimization,
                    parallelCompilation,
                    proposals,
                    pooling,
                    copyOnWrite,
                    memoryReservation,
                    memoryGuardSize,
                    sharedMemory,
                    profiler,
                    nativeUnwindInfo,
                    fuel,
                    interruptible,
                    maxWasmStack,
                    cache,
                    maxCacheSize);
        }
    }

    private EngineOptions with(Consumer<Draft> change) {
        var draft = new Draft();
        draft.compiler = compiler;
        draft.optimization = optimization;
        draft.parallelCompilation = parallelCompilation;
        draft.proposals.putAll(proposals);
        draft.pooling = pooling;
        draft.copyOnWrite = copyOnWrite;
        draft.memoryReservation = memoryReservation;
        draft.memoryGuardSize = memoryGuardSize;
        draft.sharedMemory = sharedMemory;
        draft.profiler = profiler;
        draft.nativeUnwindInfo = nativeUnwindInfo;
        draft.fuel = fuel;
        draft.interruptible = interruptible;
        draft.maxWasmStack = maxWasmStack;
        draft.cache = cache;
        draft.maxCacheSize = maxCacheSize;
        change.accept(draft);
        return draft.finish();
    }

    /**
     * These options with another {@link #compiler}.
     *
     * @param compiler what makes machine code
     * @return new options
     * @throws IllegalArgumentException if a proposal is switched on that the compiler does not know
     */
    public EngineOptions withCompiler(Compiler compiler) {
        return with(draft -> draft.compiler = compiler);
    }

    /**
     * These options with another {@link #optimization}.
     *
     * @param optimization how much
     * @return new options
     */
    public EngineOptions withOptimization(Optimization optimization) {
        return with(draft -> draft.optimization = optimization);
    }

    /**
     * These options with another {@link #parallelCompilation}.
     *
     * @param parallel false to compile on the calling thread alone
     * @return new options
     */
    public EngineOptions withParallelCompilation(boolean parallel) {
        return with(draft -> draft.parallelCompilation = parallel);
    }

    /**
     * These options with a proposal switched on or off. What needs one that is off is off too.
     *
     * @param proposal an extension of WebAssembly
     * @param on whether modules may use it
     * @return new options
     * @throws IllegalArgumentException if it is switched on and the {@link #compiler} does not know it, or what it needs is
     *     switched off
     */
    public EngineOptions withProposal(Proposal proposal, boolean on) {
        Objects.requireNonNull(proposal, "proposal");
        return with(draft -> draft.proposals.put(proposal, on));
    }

    /**
     * These options with {@link #pooling}.
     *
     * @param pooling the pool's limits, for example {@link PoolingOptions#DEFAULT}
     * @return new options
     */
    public EngineOptions withPooling(PoolingOptions pooling) {
        return with(draft -> draft.pooling = Optional.of(pooling));
    }

    /**
     * These options with another {@link #copyOnWrite}.
     *
     * @param copyOnWrite whether instances share pages
     * @return new options
     */
    public EngineOptions withCopyOnWrite(boolean copyOnWrite) {
        return with(draft -> draft.copyOnWrite = copyOnWrite);
    }

    /**
     * These options with another {@link #memoryReservation}.
     *
     * @param bytes 0 to 1 TiB
     * @return new options
     */
    public EngineOptions withMemoryReservation(long bytes) {
        return with(draft -> draft.memoryReservation = OptionalLong.of(bytes));
    }

    /**
     * These options with another {@link #memoryGuardSize}.
     *
     * @param bytes 0 to 1 TiB
     * @return new options
     */
    public EngineOptions withMemoryGuardSize(long bytes) {
        return with(draft -> draft.memoryGuardSize = OptionalLong.of(bytes));
    }

    /**
     * These options with another {@link #sharedMemory}.
     *
     * @param sharedMemory whether there may be memories that several threads use
     * @return new options
     */
    public EngineOptions withSharedMemory(boolean sharedMemory) {
        return with(draft -> draft.sharedMemory = sharedMemory);
    }

    /**
     * These options with another {@link #profiler}.
     *
     * @param profiler for which the compiled code is described
     * @return new options
     */
    public EngineOptions withProfiler(Profiler profiler) {
        return with(draft -> draft.profiler = profiler);
    }

    /**
     * These options with another {@link #nativeUnwindInfo}.
     *
     * @param nativeUnwindInfo whether native tools can unwind the stack through a guest
     * @return new options
     */
    public EngineOptions withNativeUnwindInfo(boolean nativeUnwindInfo) {
        return with(draft -> draft.nativeUnwindInfo = nativeUnwindInfo);
    }

    /**
     * These options with another {@link #fuel}.
     *
     * @param fuel whether guests count instructions
     * @return new options
     */
    public EngineOptions withFuel(boolean fuel) {
        return with(draft -> draft.fuel = fuel);
    }

    /**
     * These options with another {@link #interruptible}.
     *
     * @param interruptible whether a computing guest can be stopped
     * @return new options
     */
    public EngineOptions withInterruptible(boolean interruptible) {
        return with(draft -> draft.interruptible = interruptible);
    }

    /**
     * These options with another {@link #maxWasmStack}.
     *
     * @param bytes 4 KiB to 1 GiB
     * @return new options
     */
    public EngineOptions withMaxWasmStack(long bytes) {
        return with(draft -> draft.maxWasmStack = bytes);
    }

    /**
     * These options with a {@link #cache}.
     *
     * @param folder made if it is not there
     * @return new options
     */
    public EngineOptions withCache(Path folder) {
        return with(draft -> draft.cache = Optional.of(folder));
    }

    /**
     * These options with a {@link #cache} in the user's folder for such: {@code modules} in the folder that the system
     * property {@code jwasi.cache.dir} names, or in {@code jwasi} in the usual place of the operating system.
     *
     * @return new options
     */
    public EngineOptions withCache() {
        return withCache(CacheFolder.path().resolve("modules"));
    }

    /**
     * These options with another {@link #maxCacheSize}.
     *
     * @param bytes 0 or more
     * @return new options
     */
    public EngineOptions withMaxCacheSize(long bytes) {
        return with(draft -> draft.maxCacheSize = bytes);
    }

    /** The proposals whose state the engine does not have by itself, with the state that they shall have. */
    Map<Proposal, Boolean> switched() {
        var switched = new EnumMap<Proposal, Boolean>(Proposal.class);
        for (var proposal : Proposal.values()) {
            boolean enabled = isEnabled(proposal);
            if (enabled != (proposal.isOnByDefault() && proposal.isKnownTo(compiler))) {
                switched.put(proposal, enabled);
            }
        }
        return switched;
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
