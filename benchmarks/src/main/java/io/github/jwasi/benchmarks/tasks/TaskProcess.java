package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Guest;
import io.github.jwasi.benchmarks.peers.Peer;
import io.github.jwasi.benchmarks.peers.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * One task under one runtime that JMH cannot measure, as it concerns the process: its start, its memory, its stdout.
 *
 * <p>Says on stderr {@code sample} and a number for each sample, or {@code unsupported} and the reason.
 */
public final class TaskProcess {
    private TaskProcess() {}

    /**
     * Does the task.
     *
     * @param args the class of the {@link Peer} and the words of the {@link Task}, or {@code tasks=} and a file of tasks
     *     whose results are to be checked
     */
    public static void main(String[] args) {
        try {
            var peer = Peers.named(args[0]);
            if (args[1].startsWith("tasks=")) {
                checkAll(peer, Path.of(args[1].substring("tasks=".length())));
            } else {
                run(peer, Task.parse(List.of(args).subList(1, args.length)));
            }
        } catch (Exception | LinkageError e) {
            System.err.println("unsupported " + Peers.reason(e));
        }
        System.err.flush();
        // Some runtimes leave threads behind.
        System.exit(0);
    }

    private static void run(Peer peer, Task task) throws IOException {
        switch (task.get("kind")) {
            case "start" -> start(peer, task);
            case "compile" -> compile(peer, task);
            case "instances" -> instances(peer, task);
            default -> repeat(peer, task);
        }
    }

    /** Says for each task {@code right}, {@code wrong} or {@code refused}, its name and the reason. */
    private static void checkAll(Peer peer, Path file) throws IOException {
        for (var text : Files.readString(file).split("\n\n", -1)) {
            var task = Task.parse(text);
            var name = task.get("row");
            try {
                Operation.prepare(peer, task);
                System.err.println("right " + name);
            } catch (WrongResultException e) {
                System.err.println("wrong " + name + " " + e.getMessage());
            } catch (Exception | LinkageError e) {
                System.err.println("refused " + name + " " + Peers.reason(e));
            }
        }
    }

    /** The whole process is measured, from outside. */
    private static void start(Peer peer, Task task) throws IOException {
        var module = Path.of(task.get("module"));
        var cache = task.find("cache").map(Path::of);
        var program = cache.isPresent() ? peer.compileCached(module, cache.get()) : peer.compile(module);
        var ended = program.run(CommandRun.setup(task, true));
        CommandRun.check(task, ended);
    }

    /** Compilers that work at the first call have not done much yet, which is their advantage. */
    private static void compile(Peer peer, Task task) throws IOException {
        long start = System.nanoTime();
        var program = peer.compile(Path.of(task.get("module")));
        sample((double) (System.nanoTime() - start));
        program.close();
    }

    /** The sample is the bytes of one instance in the resident memory. */
    private static void instances(Peer peer, Task task) throws IOException {
        var program = peer.compile(Path.of(task.get("module")));
        int count = (int) task.number("count");
        var guests = new ArrayList<Guest>(count);
        guests.add(program.instantiate(Setup.of("guest")));
        long before = residentBytes();
        for (int i = 1; i < count; i++) {
            guests.add(program.instantiate(Setup.of("guest")));
        }
        sample((residentBytes() - before) / (double) (count - 1));
        // Until here all of them live.
        WrongResultException.check("the instances", count, guests.size());
    }

    private static long residentBytes() throws IOException {
        System.gc();
        for (var line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("/proc/self/status has no VmRSS");
    }

    private static void repeat(Peer peer, Task task) throws IOException {
        var operation = Operation.prepare(peer, task);
        measure(operation, (long) (seconds(task, "warmup") * 1e9));
        for (long i = 0; i < task.number("samples"); i++) {
            sample(measure(operation, (long) (seconds(task, "seconds") * 1e9)));
        }
    }

    private static double seconds(Task task, String key) {
        return Double.parseDouble(task.get(key));
    }

    /** Nanoseconds of one operation. */
    private static double measure(Operation operation, long duration) throws IOException {
        long start = System.nanoTime();
        long count = 0;
        long passed;
        do {
            operation.run();
            count++;
            passed = System.nanoTime() - start;
        } while (passed < duration);
        return (double) passed / count;
    }

    private static void sample(double value) {
        System.err.println("sample " + value);
    }
}
