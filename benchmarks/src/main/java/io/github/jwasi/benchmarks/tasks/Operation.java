package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Peer;
import java.io.IOException;
import java.nio.file.Path;

/** What is done again and again and timed. */
@FunctionalInterface
public interface Operation {
    /**
     * Does it once.
     *
     * @return something that depends on all of it
     * @throws IOException if a file cannot be used
     */
    long run() throws IOException;

    /**
     * Makes the operation of a task, and does it once to see that it is right.
     *
     * @param peer the runtime
     * @param task the task
     * @return the operation, which was right
     * @throws IOException if a file cannot be read
     * @throws WrongResultException if it was not right
     */
    static Operation prepare(Peer peer, Task task) throws IOException {
        var program = peer.compile(Path.of(task.get("module")));
        return switch (task.get("kind")) {
            case "loop" -> GuestLoop.prepare(program, task);
            case "call" -> GuestCall.prepare(program, task);
            case "memory" -> MemoryCopy.prepare(program, task);
            case "run" -> CommandRun.prepare(program, task);
            default -> throw new IllegalArgumentException("there is no kind of task " + task.get("kind"));
        };
    }
}
