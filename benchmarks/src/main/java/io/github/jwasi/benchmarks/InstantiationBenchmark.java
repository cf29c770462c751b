package io.github.jwasi.benchmarks;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.Input;
import io.github.jwasi.LinkedModule;
import io.github.jwasi.Module;
import io.github.jwasi.Output;
import io.github.jwasi.PoolingOptions;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** A whole run of a small program: its WASI, its instance, its output, and the end of it all. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class InstantiationBenchmark {
    private static final String HELLO = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\08\\00\\00\\00\\0c\\00\\00\\00hello world\\n")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
            """;

    /** Whether instances come out of a pool. */
    @Param({"false", "true"})
    public boolean pooled;

    private Engine engine;
    private Module module;
    private LinkedModule linked;

    /** Compiles the program. */
    @Setup
    public void compile() {
        var options = EngineOptions.DEFAULT;
        engine = Engine.create(pooled ? options.withPooling(PoolingOptions.DEFAULT) : options);
        module = engine.compile(HELLO.getBytes(StandardCharsets.UTF_8));
        linked = module.link();
    }

    /** Frees the program. */
    @TearDown
    public void close() {
        linked.close();
        module.close();
        engine.close();
    }

    private static WASI wasi() {
        return WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .stdin(Input.empty())
                .stdout(Output.discard())
                .build();
    }

    /**
     * Links and runs the program.
     *
     * @return its exit code
     */
    @Benchmark
    public int instantiate() {
        try (var wasi = wasi();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            return wasi.start(instance);
        }
    }

    /**
     * Runs the program, which was linked before.
     *
     * @return its exit code
     */
    @Benchmark
    public int instantiateLinked() {
        try (var wasi = wasi();
                var instance = linked.instantiate(wasi)) {
            return wasi.start(instance);
        }
    }
}
