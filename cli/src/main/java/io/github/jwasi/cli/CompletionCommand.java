package io.github.jwasi.cli;

import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code jwasi completion}: prints a script for the shell. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Prints a script with which bash and zsh complete the words of jwasi.",
        footer = {"", "Example:", "  source <(jwasi completion)"})
final class CompletionCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        System.out.print(AutoComplete.bash("jwasi", spec.root().commandLine()));
        System.out.flush();
    }
}
