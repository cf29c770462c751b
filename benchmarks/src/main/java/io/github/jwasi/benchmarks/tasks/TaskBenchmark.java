package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Peer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One task under one runtime. A fork of JMH knows one of each, so that the JVM compiles the calls as it would in a
 * program with that runtime.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class TaskBenchmark {
    /** The class of the {@link Peer}. */
    @Param("")
    public String peer = "";

    /** The {@link Task}. */
    @Param("")
    public String task = "";

    /** The file that says why the task cannot be done. */
    @Param("")
    public String failure = "";

    private Operation operation;

    /**
     * Prepares and checks.
     *
     * @throws Exception if that failed
     */
    @Setup
    public void prepare() throws Exception {
        try {
            operation = Operation.prepare(Peers.named(peer), Task.parse(task));
        } catch (Exception | LinkageError e) {
            Files.writeString(Path.of(failure), Peers.reason(e));
            throw e;
        }
    }

    /**
     * The task.
     *
     * @return its result
     * @throws IOException if a file cannot be used
     */
    @Benchmark
    public long run() throws IOException {
        return operation.run();
    }
}
