package io.github.jwasi.cli;

import io.github.jwasi.EngineOptions;
import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code jwasi run}: runs a program. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Runs a WebAssembly program.",
            "",
            "The guest gets the words after FILE as its arguments and reaches nothing of this machine but what the "
                    + "options give it. A reactor, a module with exports instead of a start, is initialised."
        },
        sortOptions = false,
        footer = {
            "",
            "Exit status: the guest's code; 134 after a trap; 124 after the timeout; 1 if FILE cannot be loaded or "
                    + "started; 2 for a wrong command line. A code whose low 8 bits are 0 becomes 1, unless it is 0.",
            "",
            "Examples:",
            "  jwasi run --dir .::/work:ro script.wasm --verbose /work/input.txt",
            "  jwasi run --timeout 10s --max-memory 256M --fuel 1000000000 untrusted.wasm",
            "  jwasi run --invoke add math.wasm 2 3"
        })
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "FILE",
            description = "A module in binary or text format (.wasm, .wat), or compiled by \"jwasi compile\".")
    private Path file;

    @Parameters(
            index = "1..*",
            paramLabel = "ARGS",
            description = "The guest's arguments. One leading \"--\" is dropped.")
    private List<String> args = new ArrayList<>();

    @Option(
            names = "--dir",
            paramLabel = "HOST[::GUEST][:ro]",
            converter = DirOption.Converter.class,
            description =
                    "Opens a directory to the guest, under its own or another name, with \":ro\" for reading only.")
    private List<DirOption> dirs = new ArrayList<>();

    @Option(
            names = "--env",
            paramLabel = "NAME[=VALUE]",
            converter = EnvOption.Converter.class,
            description = "Sets a variable of the guest's environment; without a value it is the one set here.")
    private List<EnvOption> env = new ArrayList<>();

    @Option(
            names = "--invoke",
            paramLabel = "FUNC",
            description = "Calls this exported function with ARGS as its arguments and prints its results.")
    private @Nullable String invoke;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Ends the guest after this time, for example 500ms, 10s or 1.5m.")
    private @Nullable Duration timeout;

    @Option(
            names = "--fuel",
            paramLabel = "N",
            description = "Ends the guest after it executed about so many instructions.")
    private @Nullable Long fuel;

    @Option(
            names = "--max-memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "Lets a memory of the guest have at most this size, for example 64M.")
    private @Nullable Long maxMemory;

    @Option(names = "--stdin", paramLabel = "FILE", description = "What the guest reads as its stdin.")
    private @Nullable Path stdin;

    @Option(
            names = "--stdout",
            paramLabel = "FILE",
            description = "Where the guest's stdout goes; the file is emptied.")
    private @Nullable Path stdout;

    @Option(
            names = "--stderr",
            paramLabel = "FILE",
            description = "Where the guest's stderr goes; the file is emptied.")
    private @Nullable Path stderr;

    @Option(names = "--no-cache", description = "Compiles the module even if it was compiled before.")
    private boolean noCache;

    @Option(
            names = "--allow-precompiled",
            description = "Lets FILE be machine code. It is not confined by the sandbox, so only for files you trust.")
    private boolean allowPrecompiled;

    @Override
    public Integer call() throws Exception {
        if (fuel != null && fuel < 0) {
            throw new ParameterException(spec.commandLine(), "Invalid value for option '--fuel': it must be 0 or more");
        }
        var guest = new Guest(file, guestArgs(), invoke);
        return guest.run(engineOptions(), allowPrecompiled, storeOptions(), wasi(), timeout);
    }

    private List<String> guestArgs() {
        return !args.isEmpty() && args.getFirst().equals("--") ? args.subList(1, args.size()) : args;
    }

    private EngineOptions engineOptions() {
        var options = EngineOptions.DEFAULT.withFuel(fuel != null).withInterruptible(timeout != null);
        return noCache ? options : options.withCache();
    }

    private StoreOptions storeOptions() {
        var options = StoreOptions.DEFAULT;
        if (fuel != null) {
            options = options.withFuel(fuel);
        }
        return maxMemory == null ? options : options.withMaxMemory(maxMemory);
    }

    private WasiBuilder wasi() {
        var argv = new ArrayList<String>();
        argv.add(String.valueOf(file.getFileName()));
        argv.addAll(guestArgs());
        var wasi = WASI.builder().version(WASI.Version.PREVIEW1).args(argv).env(environment());
        dirs.forEach(dir -> wasi.preopen(dir.guest(), dir.host(), dir.access()));
        if (stdin != null) {
            wasi.stdin(Input.of(stdin));
        }
        if (stdout != null) {
            wasi.stdout(Output.to(stdout));
        }
        if (stderr != null) {
            wasi.stderr(Output.to(stderr));
        }
        return wasi;
    }

    private Map<String, String> environment() {
        var variables = new LinkedHashMap<String, String>();
        env.forEach(variable -> variables.put(variable.name(), variable.value()));
        return variables;
    }
}
