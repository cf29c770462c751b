package io.github.jwasi;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntUnaryOperator;

/** An application with the library in its own class loader: uses what could keep the loader from being unloaded. */
public final class ReloadedApplication implements Callable<String> {
    private static final String CALLS_THE_HOST = """
            (module
              (import "host" "twice" (func $twice (param i32) (result i32)))
              (func (export "run") (result i32) (call $twice (i32.const 21))))
            """;

    /** For reflection, as the caller is in another class loader. */
    public ReloadedApplication() {}

    @Override
    public String call() throws Exception {
        return echo("streams") + " " + calls(ReloadedApplication::twice) + " " + failure();
    }

    private static int twice(int number) {
        return 2 * number;
    }

    private static int fail(int number) {
        throw new UnsupportedOperationException("thrown for " + number);
    }

    /** Through upcalls of both streams, with the shared engine. */
    private static String echo(String text) {
        var output = new ByteArrayOutputStream();
        var options = WASI.builder()
                .stdin(Input.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))))
                .stdout(output);
        Guests.run(Guests.CAT, options);
        return output.toString(StandardCharsets.UTF_8);
    }

    private static Object calls(IntUnaryOperator host) {
        var imports = Map.of("host", Map.of("twice", HostFunction.of(IntUnaryOperator.class, host)));
        try (var engine = Engine.create(EngineOptions.DEFAULT);
                var module = Guests.compile(engine, CALLS_THE_HOST);
                var instance = WebAssembly.instantiate(module, imports)) {
            return instance.function("run").call();
        }
    }

    private static String failure() {
        try {
            return "no failure but " + calls(ReloadedApplication::fail);
        } catch (UnsupportedOperationException e) {
            return e.getMessage();
        }
    }
}
