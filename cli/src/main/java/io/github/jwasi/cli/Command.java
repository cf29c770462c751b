package io.github.jwasi.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * A command of jwasi, which gives the status to end with.
 *
 * <p>Its options are declared by calls: to read annotations takes longer than all the rest of picocli.
 */
abstract class Command implements Callable<Integer> {
    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this);

    Command(String name, String... description) {
        spec.name(name);
        spec.usageMessage().description(description).sortOptions(false);
        spec.addOption(OptionSpec.builder("-h", "--help")
                .usageHelp(true)
                .description("Shows this help.")
                .build());
    }

    final CommandSpec spec() {
        return spec;
    }

    /** Text below the options of the help. */
    final void footer(String... lines) {
        spec.usageMessage().footer(lines);
    }

    /** Adds an option without a value. */
    final OptionSpec flag(String name, String description) {
        return add(OptionSpec.builder(name).type(boolean.class).description(description));
    }

    /** Adds an option with a path. */
    final OptionSpec path(String label, String description, String... names) {
        return add(OptionSpec.builder(names).paramLabel(label).type(Path.class).description(description));
    }

    /** Adds an option with a value. */
    final OptionSpec option(String name, String label, ITypeConverter<?> converter, String description) {
        return add(OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(Object.class)
                .converters(converter)
                .description(description));
    }

    /**
     * Adds an option that may be given several times.
     *
     * @param kind for shells, which complete paths where it is {@code Path}
     */
    final OptionSpec repeatable(
            String name, String label, Class<?> kind, ITypeConverter<?> converter, String description) {
        return add(OptionSpec.builder(name)
                .paramLabel(label)
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(kind)
                .converters(converter)
                .description(description));
    }

    private OptionSpec add(OptionSpec.Builder option) {
        var built = option.build();
        spec.addOption(built);
        return built;
    }

    /** Adds the parameter FILE. */
    final PositionalParamSpec file(String description) {
        return add(PositionalParamSpec.builder()
                .index("0")
                .paramLabel("FILE")
                .required(true)
                .type(Path.class)
                .description(description));
    }

    final PositionalParamSpec add(PositionalParamSpec.Builder parameter) {
        var built = parameter.build();
        spec.addPositional(built);
        return built;
    }

    /** The value of an option, if it was given. */
    static <T> @Nullable T valueOf(ArgSpec argument, Class<T> type) {
        return type.cast(argument.getValue());
    }

    /** The value of an option or parameter, or another if it was not given. */
    static <T> T valueOf(ArgSpec argument, T otherwise) {
        T value = argument.getValue();
        return value != null ? value : otherwise;
    }
}
