package io.github.jwasi.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs run as processes of their own, by the JDK and with the class path of the tests. */
final class Processes {
    private static final long MINUTES = 5;

    private Processes() {}

    /**
     * How a process ended.
     *
     * @param status its exit status
     * @param stdout what it printed
     * @param stderr what it printed to stderr
     */
    record Result(int status, String stdout, String stderr) {}

    /** Runs a class with a main method. */
    static Result java(Class<?> main, String... args) throws IOException, InterruptedException {
        return java(main.getName(), "", List.of(args));
    }

    /** Runs the jwasi command. */
    static Result jwasi(String stdin, List<String> args) throws IOException, InterruptedException {
        return java("io.github.jwasi.cli.Main", stdin, args);
    }

    private static Result java(String main, String stdin, List<String> args) throws IOException, InterruptedException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"), main));
        command.addAll(args);
        return run(new ProcessBuilder(command), stdin);
    }

    /** Runs a process whose output is kept in files, so that no pipe can fill up. */
    static Result run(ProcessBuilder builder, String stdin) throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("jwasi-test");
        var input = Files.writeString(folder.resolve("stdin"), stdin);
        var stdout = folder.resolve("stdout");
        var stderr = folder.resolve("stderr");
        var process = builder.redirectInput(input.toFile())
                .redirectOutput(stdout.toFile())
                .redirectError(stderr.toFile())
                .start();
        if (!process.waitFor(MINUTES, TimeUnit.MINUTES)) {
            process.destroyForcibly();
            throw new AssertionError(builder.command() + " did not end in " + MINUTES + " minutes");
        }
        var result = new Result(process.exitValue(), text(stdout), text(stderr));
        for (var file : List.of(input, stdout, stderr, folder)) {
            Files.delete(file);
        }
        return result;
    }

    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
