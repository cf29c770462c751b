package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the package's documentation says of virtual threads. */
@Timeout(120)
class VirtualThreadTest {
    private static final int THREADS = 300;

    @Test
    void eachRunsAGuestWithStreams() throws Exception {
        try (var module = WebAssembly.compileText(Guests.CAT)) {
            var guests = new ArrayList<Callable<String>>();
            for (int i = 0; i < THREADS; i++) {
                var text = "guest " + i;
                guests.add(() -> echo(module, text));
            }
            var outputs = run(guests);
            for (int i = 0; i < THREADS; i++) {
                assertThat(outputs.get(i)).isEqualTo("guest " + i);
            }
        }
    }

    @Test
    void aStoreGoesFromThreadToThread() throws Exception {
        Callable<Instance> made = () -> Guests.instantiate(Guests.NOTHING);
        var instance = run(List.of(made)).getFirst();
        for (int i = 0; i < THREADS; i++) {
            Callable<Object> called =
                    () -> Objects.requireNonNull(instance.function("answer").call());
            assertThat(run(List.of(called))).containsExactly(42);
        }
        run(List.of(Executors.callable(instance::close)));
        assertThatThrownBy(() -> instance.function("answer")).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void whoeverBlocksInAHostFunctionKeepsItsCarrier() throws Exception {
        int carriers = Runtime.getRuntime().availableProcessors();
        var full = new CountDownLatch(carriers);
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var block = HostFunction.of(FunctionType.of(), (caller, arguments) -> {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            full.countDown();
            full.await();
            inside.decrementAndGet();
            return null;
        });
        try (var module = WebAssembly.compileText("""
                (module
                  (import "host" "block" (func $block))
                  (func (export "run") (call $block)))
                """)) {
            var guests = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 4 * carriers; i++) {
                guests.add(() -> {
                    try (var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("block", block)))) {
                        instance.function("run").call();
                        return true;
                    }
                });
            }
            assertThat(run(guests)).hasSize(4 * carriers).containsOnly(true);
        }
        assertThat(most).hasValueLessThanOrEqualTo(carriers);
    }

    private static String echo(Module module, String text) {
        var output = new ByteArrayOutputStream();
        var input = new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(input))
                        .stdout(output)
                        .build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    private static <T> List<T> run(List<Callable<T>> tasks) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var results = new ArrayList<T>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
