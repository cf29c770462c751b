package io.github.jwasi.cli;

import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code jwasi}. */
@Command(
        name = "jwasi",
        description = "Runs WebAssembly programs that use WASI, at native speed, in a sandbox.",
        subcommands = {
            RunCommand.class,
            CompileCommand.class,
            InspectCommand.class,
            CompletionCommand.class,
            HelpCommand.class
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        scope = ScopeType.LOCAL,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "Examples:",
            "  jwasi run hello.wasm",
            "  jwasi run --dir data::/sandbox:ro --env LANG=C.UTF-8 cat.wasm /sandbox/notes.txt",
            "  jwasi help run"
        })
final class Main implements Runnable {
    @Spec
    private CommandSpec spec;

    private Main() {}

    /**
     * Runs the command and ends the JVM with its status.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        System.exit(execute(args));
    }

    private static int execute(String[] args) {
        var command = new CommandLine(new Main());
        // All words after FILE are the guest's.
        command.getSubcommands().get("run").setStopAtPositional(true);
        return command.setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler((e, failed, parsed) -> Failure.report(e))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    /** Without a subcommand there is nothing to do. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    private static int usageError(ParameterException e, String[] args) {
        PrintWriter err = e.getCommandLine().getErr();
        err.println("jwasi: " + e.getMessage());
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try \"" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help\".");
        }
        return Status.USAGE;
    }
}
