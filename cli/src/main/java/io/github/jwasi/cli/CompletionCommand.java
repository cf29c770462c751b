package io.github.jwasi.cli;

import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;

/** {@code jwasi completion}: prints a script for the shell. */
final class CompletionCommand extends Command {
    private static final List<String> SHELLS = List.of("bash", "zsh");

    private final PositionalParamSpec shell = add(PositionalParamSpec.builder()
            .index("0")
            .paramLabel("SHELL")
            .required(true)
            .type(String.class)
            .completionCandidates(SHELLS)
            .description("bash or zsh."));

    CompletionCommand() {
        super("completion", "Prints a script with which a shell completes the words of jwasi.");
        footer(
                "",
                "Example, for the file .bashrc or .zshrc:",
                "  source <(jwasi completion bash)",
                "  source <(jwasi completion zsh)");
    }

    @Override
    public Integer call() {
        var line = spec().commandLine();
        if (!SHELLS.contains(valueOf(shell, ""))) {
            throw new ParameterException(
                    line, "there is no completion for '" + valueOf(shell, "") + "', only for bash and zsh");
        }
        // One script serves both shells.
        System.out.print(AutoComplete.bash("jwasi", spec().root().commandLine()));
        System.out.flush();
        return 0;
    }
}
