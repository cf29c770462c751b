package io.github.jwasi.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the command is asked for.
 *
 * @param profile how thoroughly
 * @param runtimes which runtimes
 * @param rows the names of rows
 * @param out the folder of the reports
 * @param baseline whether jwasi alone is compared with its stored speed, or its speed is stored
 */
record Arguments(
        Profile profile,
        List<WasiRuntime> runtimes,
        Optional<Pattern> rows,
        Path out,
        Optional<Baseline.Action> baseline) {
    private static final Set<WasiRuntime> SLOW =
            EnumSet.of(WasiRuntime.ENDIVE_BUILD_TIME, WasiRuntime.CHICORY, WasiRuntime.GRAALWASM_INTERPRETED);

    static final String USAGE = """
            usage: benchmark.sh quick|whole|smoke|check|store [--rows REGEX] [--runtimes NAME,...] [--out DIR]
              quick   some rows of every runtime, in less than ten minutes
              whole   all rows, which takes hours, as interpreters run CPython and CRuby too
              smoke   everything once: whether it works, no figures
              check   compares jwasi with the stored baseline: 10 minutes, or what --rows leaves of it
              store   stores what `check` compares with
            """;

    static Arguments parse(List<String> args) {
        if (args.isEmpty()) {
            throw new IllegalArgumentException("what is to be measured?");
        }
        var action = args.getFirst();
        var baseline = Baseline.Action.named(action);
        var arguments = new Arguments(
                baseline.isPresent() ? Profile.QUICK : profile(action),
                baseline.isPresent() ? List.of(WasiRuntime.JWASI) : runtimes(action),
                Optional.empty(),
                Path.of("benchmarks-" + action),
                baseline);
        for (int i = 1; i < args.size(); i += 2) {
            if (i + 1 == args.size()) {
                throw new IllegalArgumentException(args.get(i) + " wants a value");
            }
            arguments = arguments.with(args.get(i), args.get(i + 1));
        }
        return arguments;
    }

    /**
     * The quick set leaves out what runs the same code as another or is its predecessor, and the interpreter of GraalWasm,
     * so that there is time for its compiler to warm up.
     */
    private static List<WasiRuntime> runtimes(String action) {
        return Arrays.stream(WasiRuntime.values())
                .filter(runtime -> !action.equals(Profile.QUICK.id()) || !SLOW.contains(runtime))
                .toList();
    }

    private static Profile profile(String name) {
        return Arrays.stream(Profile.values())
                .filter(profile -> profile.id().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no set " + name));
    }

    private Arguments with(String option, String value) {
        return switch (option) {
            case "--rows" -> new Arguments(profile, runtimes, Optional.of(pattern(value)), out, baseline);
            case "--runtimes" -> {
                var named = Arrays.stream(value.split(",")).map(WasiRuntime::of).toList();
                yield new Arguments(profile, named, rows, out, baseline);
            }
            case "--out" -> new Arguments(profile, runtimes, rows, Path.of(value), baseline);
            default -> throw new IllegalArgumentException("there is no option " + option);
        };
    }

    private static Pattern pattern(String value) {
        try {
            return Pattern.compile(value);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--rows wants a regular expression, not " + value, e);
        }
    }

    /** Whether CPython and CRuby are wanted, which may have to be fetched. */
    boolean mayNamePrograms() {
        return profile == Profile.WHOLE || rows.isPresent();
    }

    boolean includes(Row row) {
        boolean named = rows.isEmpty() || rows.get().matcher(row.id()).matches();
        // Rows that are asked for by name are measured in every set.
        return named && (row.quick() || rows.isPresent() || profile != Profile.QUICK);
    }
}
