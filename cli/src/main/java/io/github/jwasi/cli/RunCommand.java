package io.github.jwasi.cli;

import io.github.jwasi.EngineOptions;
import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.VirtualClock;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.TypeConversionException;

/** {@code jwasi run}: runs a program. */
final class RunCommand extends Command {
    private final PositionalParamSpec file =
            file("A module in binary or text format (.wasm, .wat), or compiled by \"jwasi compile\".");

    private final PositionalParamSpec args = add(PositionalParamSpec.builder()
            .index("1..*")
            .arity("0..*")
            .paramLabel("ARGS")
            .type(List.class)
            // So that shells complete them; what the guest gets are the words.
            .auxiliaryTypes(Path.class)
            .converters(word -> word)
            .description("The guest's arguments: all words after FILE, of which one leading \"--\" is dropped."));

    private final OptionSpec dirs = repeatable(
            "--dir",
            "HOST[::GUEST][:ro]",
            Path.class,
            DirOption::parse,
            "Opens a directory of this machine to the guest, under the name GUEST or else the same, with \":ro\" for "
                    + "reading only.");

    private final OptionSpec env = repeatable(
            "--env",
            "NAME[=VALUE]",
            String.class,
            EnvOption::parse,
            "Sets a variable of the guest's environment, without VALUE to what it is set to here.");

    private final OptionSpec invoke = option(
            "--invoke",
            "FUNC",
            word -> word,
            "Calls this exported function instead of _start, with ARGS as numbers of its parameters' types, and "
                    + "prints its results, one a line.");

    private final OptionSpec timeout = option(
            "--timeout",
            "TIME",
            DurationOption::parse,
            "Ends the guest when it runs longer, for example 500ms, 10s, 1.5m, 1h or 30 (seconds). Compiling does "
                    + "not count.");

    private final OptionSpec fuel =
            option("--fuel", "N", RunCommand::fuel, "Ends the guest when it has executed about so many instructions.");

    private final OptionSpec maxMemory = option(
            "--max-memory",
            "SIZE",
            SizeOption::parse,
            "Refuses memory to the guest beyond this in all, for example 1000000, 512K, 64M or 2G.");

    private final OptionSpec randomSeed = option(
            "--random-seed",
            "N",
            RunCommand::seed,
            "Gives the guest the same random numbers in each run with the same N, a 64-bit integer.");

    private final OptionSpec virtualClock = option(
            "--virtual-clock",
            "TIME",
            VirtualClockOption::parse,
            "Gives the guest clocks that begin at TIME, for example 2026-01-31T12:00:00Z, and only go when it uses them: "
                    + "its sleeps take no time. --timeout goes by the real time.");

    private final OptionSpec stdin = path("FILE", "What the guest reads as its stdin.", "--stdin");
    private final OptionSpec stdout = path("FILE", "Where the guest's stdout goes; the file is emptied.", "--stdout");
    private final OptionSpec stderr = path("FILE", "Where the guest's stderr goes; the file is emptied.", "--stderr");
    private final EngineFlags engineFlags = new EngineFlags(this);
    private final OptionSpec profiler = option(
            "--profiler",
            "NAME",
            word -> EngineFlags.constant(word, "profiler", EngineOptions.Profiler.values()),
            "Tells a profiler of the guest's functions: jitdump or perfmap for Linux's perf, or vtune.");
    private final OptionSpec noCache =
            flag("--no-cache", "Neither looks up nor keeps the compiled module in the user's cache folder.");
    private final OptionSpec allowPrecompiled = flag(
            "--allow-precompiled",
            "Accepts machine code of \"jwasi compile\" as FILE. No sandbox confines it: only for a file you trust.");

    RunCommand() {
        super(
                "run",
                "Runs a WebAssembly program.",
                "",
                "The guest reaches nothing of this machine but what the options give it. A reactor, which has "
                        + "exported functions instead of a start, is initialised.",
                "");
        footer(
                "",
                "Exit status: the guest's code (1 in place of a code that is not 0 but ends in 8 zero bits, as only "
                        + "8 bits get through); 134 after a trap; 124 after the timeout; 1 if the guest cannot be "
                        + "loaded or started; 2 for a wrong command line.",
                "",
                "Examples:",
                "  jwasi run --dir .::/sandbox:ro script.wasm --verbose /sandbox/input.txt",
                "  jwasi run --timeout 10s --max-memory 256M --fuel 1000000000 untrusted.wasm",
                "  jwasi run --invoke add math.wasm 2 3");
        spec().usageMessage().customSynopsis("jwasi run [OPTIONS] FILE [--] [ARGS...]");
        spec().parser().stopAtPositional(true);
    }

    @Override
    public Integer call() throws IOException {
        Signals.endTheProcess();
        var guest = new Guest(valueOf(file, Path.of("")), guestArgs(), valueOf(invoke, String.class));
        return guest.run(
                engineOptions(),
                valueOf(allowPrecompiled, false),
                storeOptions(),
                wasi(guest),
                valueOf(timeout, Duration.class));
    }

    private List<String> guestArgs() {
        var words = valueOf(args, List.<String>of());
        return !words.isEmpty() && words.getFirst().equals("--") ? words.subList(1, words.size()) : words;
    }

    private EngineOptions engineOptions() {
        var options = engineFlags
                .apply(EngineOptions.DEFAULT)
                .withProfiler(valueOf(profiler, EngineOptions.Profiler.NONE))
                .withFuel(valueOf(fuel, Long.class) != null)
                .withInterruptible(valueOf(timeout, Duration.class) != null);
        return valueOf(noCache, false) ? options : options.withCache();
    }

    private StoreOptions storeOptions() {
        var options = StoreOptions.DEFAULT;
        var mostFuel = valueOf(fuel, Long.class);
        if (mostFuel != null) {
            options = options.withFuel(mostFuel);
        }
        var mostMemory = valueOf(maxMemory, Long.class);
        return mostMemory == null ? options : options.withMaxMemory(mostMemory);
    }

    private WasiBuilder wasi(Guest guest) {
        var wasi = WASI.builder().version(WASI.Version.PREVIEW1).args(guest.argv());
        var seed = valueOf(randomSeed, Long.class);
        if (seed != null) {
            wasi.randomSeed(seed);
        }
        var clock = valueOf(virtualClock, VirtualClock.class);
        if (clock != null) {
            wasi.clock(clock);
        }
        for (var variable : valueOf(env, List.<EnvOption>of())) {
            wasi.env(variable.name(), variable.value());
        }
        for (var dir : valueOf(dirs, List.<DirOption>of())) {
            wasi.preopen(dir.guest(), dir.host(), dir.access());
        }
        return redirect(wasi);
    }

    private WasiBuilder redirect(WasiBuilder wasi) {
        var input = valueOf(stdin, Path.class);
        if (input != null) {
            wasi.stdin(Input.of(input));
        }
        var output = valueOf(stdout, Path.class);
        if (output != null) {
            wasi.stdout(Output.to(output));
        }
        var errors = valueOf(stderr, Path.class);
        return errors == null ? wasi : wasi.stderr(Output.to(errors));
    }

    private static Long seed(String word) {
        try {
            return Long.parseLong(word);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + word + "' is no integer of 64 bits");
        }
    }

    private static Long fuel(String word) {
        try {
            long fuel = Long.parseLong(word);
            if (fuel >= 0) {
                return fuel;
            }
        } catch (NumberFormatException e) {
            throw notFuel(word);
        }
        throw notFuel(word);
    }

    private static TypeConversionException notFuel(String word) {
        return new TypeConversionException("'" + word + "' is no count of instructions: give 0 or more");
    }
}
