package io.github.jwasi.benchmarks;

import io.github.jwasi.Function;
import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.Instance;
import io.github.jwasi.Module;
import io.github.jwasi.ValueType;
import io.github.jwasi.WebAssembly;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Calls between the host and a guest. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
public class CallBenchmark {
    private static final String GUEST = """
            (module
              (import "host" "add" (func $add (param i32 i32) (result i32)))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "callHost") (param i32 i32) (result i32)
                (call $add (local.get 0) (local.get 1))))
            """;

    private Module module;
    private Instance instance;
    private Function add;
    private Function callHost;
    private int next;

    /** Makes the guest. */
    @Setup
    public void instantiate() {
        var type = FunctionType.of().with(ValueType.I32, ValueType.I32).returning(ValueType.I32);
        var host = HostFunction.of(type, (caller, arguments) -> (int) arguments[0] + (int) arguments[1]);
        module = WebAssembly.compileText(GUEST);
        instance = WebAssembly.instantiate(module, Map.of("host", Map.of("add", host)));
        add = instance.function("add");
        callHost = instance.function("callHost");
    }

    /** Frees the guest. */
    @TearDown
    public void close() {
        instance.close();
        module.close();
    }

    /**
     * Calls the guest.
     *
     * @return the sum
     */
    @Benchmark
    public @Nullable Object hostToGuest() {
        return add.call(next++, 3);
    }

    /**
     * Calls the guest, which calls the host.
     *
     * @return the sum
     */
    @Benchmark
    public @Nullable Object hostToGuestToHost() {
        return callHost.call(next++, 3);
    }
}
