package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The same guest under {@code node:wasi} and jwasi, by turns, in one run: prints a table of medians with their ratio.
 *
 * <p>The guest measures itself, so that neither the start of the processes nor the compilation counts.
 */
final class NodeComparison {
    private static final int ROUNDS = 7;

    private final Path guest;
    private final Path work;
    private final Path script;

    private NodeComparison(Path guest, Path work) throws IOException {
        this.guest = guest;
        this.work = work;
        script = work.resolve("bench.mjs");
        try (InputStream source = NodeComparison.class.getResourceAsStream("bench.mjs")) {
            Files.write(script, source.readAllBytes());
        }
    }

    /**
     * Compares.
     *
     * @param args the module of the guest and, for a picture of the result, the file of the picture
     * @throws Exception if a process fails
     */
    public static void main(String[] args) throws Exception {
        if (args.length < 1 || args.length > 2) {
            System.err.println("usage: NodeComparison BENCH.WASM [PICTURE.PNG]");
            System.exit(2);
        }
        var work = Files.createTempDirectory("jwasi-bench");
        var results = new NodeComparison(Path.of(args[0]), work).measure();
        System.out.print(table(results));
        if (args.length > 1) {
            Picture.draw(results, Path.of(args[1]));
        }
    }

    /**
     * Nanoseconds for one operation.
     *
     * @param node medians under Node
     * @param jwasi medians under jwasi
     */
    record Result(double node, double jwasi) {
        double ratio() {
            return jwasi / node;
        }
    }

    private Map<Operation, Result> measure() throws IOException, InterruptedException {
        var results = new EnumMap<Operation, Result>(Operation.class);
        for (var operation : Operation.values()) {
            var node = new ArrayList<Double>();
            var jwasi = new ArrayList<Double>();
            for (int round = 0; round < ROUNDS; round++) {
                node.add(run(node(operation)));
                jwasi.add(run(jwasi(operation)));
            }
            results.put(operation, new Result(median(node), median(jwasi)));
        }
        return results;
    }

    private List<String> node(Operation operation) {
        var command = new ArrayList<>(List.of("node", "--no-warnings", script.toString()));
        return withGuest(command, operation);
    }

    private List<String> jwasi(Operation operation) {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                GuestRun.class.getName()));
        return withGuest(command, operation);
    }

    private List<String> withGuest(List<String> command, Operation operation) {
        command.addAll(List.of(guest.toString(), work.toString(), operation.stdout()));
        command.addAll(operation.guestArgs());
        return command;
    }

    /** The guest prints its figure as the last word, to stdout, or to stderr when stdout is what it measures. */
    private double run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command)
                .redirectOutput(work.resolve("stdout").toFile())
                .redirectError(work.resolve("stderr").toFile())
                .start();
        int status = process.waitFor();
        var printed =
                Files.readString(work.resolve("stderr"), StandardCharsets.UTF_8).strip();
        if (status != 0) {
            throw new IOException(command + " ended with status " + status + ": " + printed);
        }
        if (printed.isEmpty()) {
            printed = Files.readString(work.resolve("stdout"), StandardCharsets.UTF_8)
                    .strip();
        }
        return Double.parseDouble(printed.substring(printed.lastIndexOf(' ') + 1));
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().skip(values.size() / 2).findFirst().orElseThrow();
    }

    private static String table(Map<Operation, Result> results) {
        var text = new StringBuilder("| operation | Node, µs | jwasi, µs | ratio |\n|---|---|---|---|\n");
        results.forEach((operation, result) -> text.append(String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f | %.2f |%n",
                operation.title(),
                result.node() / 1000,
                result.jwasi() / 1000,
                result.ratio())));
        return text.toString();
    }
}
