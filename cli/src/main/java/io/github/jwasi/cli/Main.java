package io.github.jwasi.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command {@code jwasi}. */
final class Main {
    private Main() {}

    /**
     * Runs the command and ends the JVM with its status.
     *
     * @param args the words of the command line
     */
    public static void main(String[] args) {
        int status = status(args);
        // To exit asks for a logger first, which takes longer than to come to an end.
        if (status != 0) {
            System.exit(status);
        }
    }

    private static int status(String[] args) {
        try {
            return commandLine(args).execute(args);
        } catch (Throwable e) {
            // picocli catches exceptions, but not an OutOfMemoryError.
            return Failure.report(e);
        }
    }

    private static CommandLine commandLine(String[] args) {
        var jwasi = spec();
        // Most calls are of this command, and building the others would delay it.
        if (args.length > 0 && args[0].equals("run")) {
            add(jwasi, new RunCommand());
        } else {
            List.of(new RunCommand(), new CompileCommand(), new InspectCommand(), new CompletionCommand())
                    .forEach(command -> add(jwasi, command));
            var help = new CommandLine(new HelpCommand());
            help.getCommandSpec().usageMessage().description("Shows the help of a command.");
            jwasi.addSubcommand("help", help);
        }
        return new CommandLine(jwasi)
                // A word that begins with @ is the guest's, and not a file of more words.
                .setExpandAtFiles(false)
                .setParameterExceptionHandler(Main::usageError)
                .setExecutionExceptionHandler((e, line, parsed) -> Failure.report(e));
    }

    private static CommandSpec spec() {
        var spec = CommandSpec.create().name("jwasi").versionProvider(new Version());
        spec.usageMessage()
                .description("Runs WebAssembly programs that use WASI, at native speed, in a sandbox.")
                .synopsisSubcommandLabel("COMMAND")
                .footer(
                        "",
                        "Examples:",
                        "  jwasi run hello.wasm",
                        "  jwasi run --dir data::/data:ro cat.wasm /data/notes.txt",
                        "  jwasi help run",
                        "",
                        "With the environment variable JWASI_DEBUG set, an error of jwasi itself shows where it came from.");
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Shows the versions of jwasi, of wasmtime inside, of the platform and of Java.")
                .build());
        return spec;
    }

    private static void add(CommandSpec jwasi, Command command) {
        jwasi.addSubcommand(command.spec().name(), command.spec());
    }

    private static int usageError(ParameterException e, String[] args) {
        var line = e.getCommandLine();
        PrintWriter err = line.getErr();
        err.println("jwasi: " + message(e));
        if (!UnmatchedArgumentException.printSuggestions(e, err)) {
            err.println("Try \"" + line.getCommandSpec().qualifiedName() + " --help\".");
        }
        return Status.USAGE;
    }

    /** The message of picocli, in the style of ours. */
    private static String message(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched
                && !unmatched.isUnknownOption()
                && unmatched.getCommandLine().getParent() == null) {
            return "unknown command '" + unmatched.getUnmatched().getFirst() + "'";
        }
        var message = String.valueOf(e.getMessage());
        return message.equals("Missing required subcommand")
                ? "a command is missing"
                : Character.toLowerCase(message.charAt(0)) + message.substring(1);
    }
}
