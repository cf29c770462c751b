package io.github.jwasi.cli;

import io.github.jwasi.EngineOptions;
import io.github.jwasi.EngineOptions.Compiler;
import io.github.jwasi.EngineOptions.Optimization;
import io.github.jwasi.Proposal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/** The options of a command that say how a module is compiled. */
final class EngineFlags {
    private final Command command;
    private final OptionSpec optimization;
    private final OptionSpec compiler;
    private final OptionSpec proposals;

    /** What {@code --wasm} switches. */
    private record Switch(Proposal proposal, boolean on) {}

    /** Adds the options to a command. */
    EngineFlags(Command command) {
        this.command = command;
        optimization = command.option(
                "-O",
                "LEVEL",
                EngineFlags::optimization,
                "How the code is optimised: 0 not at all, which compiles fastest; 2 for speed, the default; s for speed "
                        + "and size.");
        compiler = command.option(
                "--compiler",
                "NAME",
                EngineFlags::compiler,
                "cranelift, the default, or winch, which compiles several times as fast, to slower code, and does "
                        + "without some of WebAssembly's extensions.");
        proposals = command.repeatable(
                "--wasm",
                "[no-]NAME",
                String.class,
                EngineFlags::proposal,
                "Switches an extension of WebAssembly on or off, for example no-threads or wide-arithmetic.");
    }

    /** The options of an engine, with what was given. */
    EngineOptions apply(EngineOptions options) {
        try {
            return applied(options);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(command.spec().commandLine(), e.getMessage(), e);
        }
    }

    private EngineOptions applied(EngineOptions options) {
        var result = options.withCompiler(Command.valueOf(compiler, Compiler.CRANELIFT))
                .withOptimization(Command.valueOf(optimization, Optimization.SPEED));
        for (var given : Command.valueOf(proposals, List.<Switch>of())) {
            result = result.withProposal(given.proposal(), given.on());
        }
        return result;
    }

    private static Optimization optimization(String word) {
        return switch (word) {
            case "0" -> Optimization.NONE;
            case "2" -> Optimization.SPEED;
            case "s" -> Optimization.SPEED_AND_SIZE;
            default -> throw new TypeConversionException("'" + word + "' is no level: give 0, 2 or s");
        };
    }

    private static Compiler compiler(String word) {
        return constant(word, "compiler", Compiler.values());
    }

    private static Switch proposal(String word) {
        boolean off = word.startsWith("no-");
        return new Switch(
                constant(off ? word.substring(3) : word, "extension of WebAssembly", Proposal.values()), !off);
    }

    /** The constant of a word, in which it has small letters and dashes. */
    static <E extends Enum<E>> E constant(String word, String what, E[] constants) {
        var names = new LinkedHashMap<String, E>();
        for (var constant : constants) {
            names.put(constant.name().toLowerCase(Locale.ROOT).replace('_', '-'), constant);
        }
        return find(word, what, names);
    }

    private static <E> E find(String word, String what, Map<String, E> names) {
        var found = names.get(word);
        if (found == null) {
            throw new TypeConversionException(
                    "'" + word + "' is no " + what + ": there are " + String.join(", ", names.keySet()));
        }
        return found;
    }
}
