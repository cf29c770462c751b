package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Program;
import io.github.jwasi.benchmarks.peers.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/** A command that was compiled once, instantiated and run to its end. */
final class CommandRun {
    private CommandRun() {}

    static Operation prepare(Program program, Task task) throws IOException {
        var captured = setup(task, true);
        check(task, program.run(captured));
        if (task.get("stdout").equals("captured")) {
            return () -> program.run(captured).output().length;
        }
        var inherited = setup(task, false);
        return () -> program.run(inherited).status();
    }

    static void check(Task task, Program.Ended ended) {
        WrongResultException.check("the exit status", 0, ended.status());
        task.find("output")
                .ifPresent(expected -> WrongResultException.check(
                        "the output", expected, new String(ended.output(), StandardCharsets.UTF_8).strip()));
        task.find("length")
                .ifPresent(expected -> WrongResultException.check(
                        "the length of the output", expected, String.valueOf(ended.output().length)));
    }

    static Setup setup(Task task, boolean captured) {
        Optional<Path> stdin = task.find("stdin").map(Path::of);
        return new Setup(task.list("args"), task.find("directory").map(Path::of), stdin, captured);
    }
}
