package io.github.jwasi.benchmarks;

import io.github.jwasi.benchmarks.tasks.Task;
import io.github.jwasi.benchmarks.tasks.TaskProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Measures by processes that say what they measured, and by how long they take themselves. */
final class ProcessMeasurement {
    private final Workspace workspace;
    private final Profile profile;
    private final Map<List<String>, List<Finished>> launched = new HashMap<>();

    ProcessMeasurement(Workspace workspace, Profile profile) {
        this.workspace = workspace;
        this.profile = profile;
    }

    /** The samples that the task takes of itself. */
    List<Double> time(WasiRuntime runtime, Task task) throws IOException {
        var timed = task.with("warmup", profile.warmup(runtime))
                .with("samples", profile.samples())
                .with("seconds", profile.seconds());
        return run(runtime, timed, command(runtime, timed)).numbers("sample");
    }

    /** Nanoseconds of whole processes. */
    List<Double> wall(WasiRuntime runtime, Task task) throws IOException {
        return numbers(launched(runtime, task), "wall");
    }

    /** KiB that whole processes needed at most. */
    List<Double> peak(WasiRuntime runtime, Task task) throws IOException {
        return numbers(launched(runtime, task), "peak");
    }

    private static List<Double> numbers(List<Finished> processes, String word) {
        return processes.stream()
                .flatMap(finished -> finished.numbers(word).stream())
                .toList();
    }

    /** One row is about the time of the very same processes as another about their memory. */
    private List<Finished> launched(WasiRuntime runtime, Task task) throws IOException {
        var key = List.of(runtime.id(), task.text());
        var known = launched.get(key);
        if (known == null) {
            known = launch(runtime, task);
            launched.put(key, known);
        }
        return known;
    }

    private List<Finished> launch(WasiRuntime runtime, Task task) throws IOException {
        if (workspace.missing(WasiRuntime.NATIVE).isPresent()) {
            throw new UnsupportedOperationException("needs a C compiler for the process that measures");
        }
        var command = new ArrayList<>(List.of(workspace.file("native").toString(), "launch"));
        command.addAll(command(runtime, task));
        // Fills caches: those of compiled modules, and the operating system's.
        run(runtime, task, command);
        var processes = new ArrayList<Finished>();
        for (int i = 0; i < profile.processes(); i++) {
            processes.add(run(runtime, task, command));
        }
        return processes;
    }

    private Finished run(WasiRuntime runtime, Task task, List<String> command) throws IOException {
        var finished = Finished.of(command, workspace.file(""));
        var refusal = finished.stderr()
                .lines()
                .filter(line -> line.startsWith("unsupported "))
                .findFirst();
        if (refusal.isPresent()) {
            throw new UnsupportedOperationException(refusal.get().substring("unsupported ".length()));
        }
        if (finished.status() != 0) {
            throw new UnsupportedOperationException(
                    "ended with status " + finished.status() + ": " + finished.lastWords());
        }
        if (!runtime.isInJvm() && task.get("kind").equals("start")) {
            checkOutput(runtime, task, finished);
        }
        return finished;
    }

    /** The harnesses have checked what they captured; these have none. */
    private static void checkOutput(WasiRuntime runtime, Task task, Finished finished) {
        boolean bare = runtime == WasiRuntime.NATIVE || runtime == WasiRuntime.JWASI_COMMAND;
        var expected = task.find("output");
        if (bare && expected.isPresent() && !finished.stdout().strip().equals(expected.get())) {
            throw new UnsupportedOperationException("printed something else: " + finished.stdout());
        }
    }

    /** What a runtime in the JVM says of the results of tasks, each a line. */
    List<String> check(WasiRuntime runtime, List<Task> tasks) throws IOException {
        var file = workspace.file("tasks");
        Files.writeString(file, tasks.stream().map(Task::text).collect(Collectors.joining("\n\n")));
        var command = java(runtime, List.of("tasks=" + file));
        return Finished.of(command, workspace.file("")).stderr().lines().toList();
    }

    private List<String> command(WasiRuntime runtime, Task task) {
        return switch (runtime) {
            case NATIVE -> nativeCommand(task);
            case JWASI_COMMAND -> launcher(task);
            case NODE -> harness(List.of("node", "--no-warnings", "--expose-gc"), "node.mjs", task);
            case WASMTIME_PY -> harness(List.of(workspace.python3().toString()), "wasmtime_py.py", task);
            default -> java(runtime, task.arguments());
        };
    }

    private List<String> nativeCommand(Task task) {
        if (!task.get("kind").equals("start")) {
            return harness(List.of(workspace.file("native").toString()), "", task);
        }
        var name = Path.of(task.get("module")).getFileName().toString().replace(".wasm", "");
        if (!name.equals("hello")) {
            throw new UnsupportedOperationException("is another program");
        }
        return List.of(workspace.file(name).toString());
    }

    private static List<String> launcher(Task task) {
        var command = new ArrayList<>(List.of(Home.root().resolve("jwasi").toString(), "run", task.get("module")));
        command.addAll(task.list("args").subList(1, task.list("args").size()));
        return command;
    }

    private static List<String> harness(List<String> interpreter, String script, Task task) {
        var command = new ArrayList<>(interpreter);
        if (!script.isEmpty()) {
            command.add(Home.harness(script).toString());
        }
        command.addAll(task.arguments());
        return command;
    }

    private static List<String> java(WasiRuntime runtime, List<String> words) {
        var command = new ArrayList<>(List.of(WasiRuntime.java().toString()));
        command.addAll(runtime.options());
        command.addAll(List.of("-cp", runtime.classPath(), TaskProcess.class.getName(), runtime.adapter()));
        command.addAll(words);
        return command;
    }
}
