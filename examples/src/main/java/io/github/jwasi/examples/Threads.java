package io.github.jwasi.examples;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Instance;
import io.github.jwasi.Memory;
import io.github.jwasi.MemoryType;
import io.github.jwasi.Module;
import io.github.jwasi.Output;
import io.github.jwasi.Store;
import io.github.jwasi.ValueType;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Runs a guest with threads: each of them is a thread of Java with an instance of its own, over one shared memory.
 *
 * <p>The guest starts them with {@code wasi.thread-spawn}, as wasi-threads has it. Each instance is in a store of its
 * own, as a store belongs to one thread, and each has a WASI of its own: the files that one opens are not open in the
 * others.
 */
public final class Threads {
    private final Engine engine;
    private final Module module;
    private final Memory memory;
    private final AtomicInteger lastThread = new AtomicInteger();
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    /** What has to end when one of the threads fails: the others would wait for it. */
    private final Queue<Store> stores = new ConcurrentLinkedQueue<>();

    private volatile boolean failed;

    private Threads(Engine engine, Module module) {
        this.engine = engine;
        this.module = module;
        var type = (MemoryType) module.imports().stream()
                .filter(wanted -> wanted.type() instanceof MemoryType)
                .findFirst()
                .orElseThrow()
                .type();
        memory = Memory.create(engine, type);
    }

    /**
     * Runs the guest.
     *
     * @param args the file of the guest, by default one that counts prime numbers
     * @throws IOException if it cannot be read
     * @throws InterruptedException if this thread is interrupted while the guest's threads run
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        var file = args.length > 0 ? Path.of(args[0]) : Path.of("guests", "threads", "threads.wasm");
        // Interruptible, so that threads that compute or wait can be stopped.
        var options = EngineOptions.DEFAULT.withSharedMemory(true).withInterruptible(true);
        try (var engine = Engine.create(options);
                var module = engine.compile(file)) {
            var guest = new Threads(engine, module);
            guest.run(instance -> instance.function("_start").call());
            guest.join();
        }
    }

    private void run(Consumer<Instance> entry) {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdout(Output.inherit())
                        .build();
                var store = Store.create(engine)) {
            stores.add(store);
            if (failed) {
                return;
            }
            var imports = new HashMap<String, Map<String, ? extends ImportValue>>(wasi.getImportObject());
            imports.put("env", Map.of("memory", memory));
            imports.put("wasi", Map.of("thread-spawn", threadSpawn()));
            entry.accept(WebAssembly.instantiate(store, module, imports));
        } catch (RuntimeException e) {
            failed = true;
            stores.forEach(Store::interrupt);
            throw e;
        }
    }

    private HostFunction threadSpawn() {
        var type = new FunctionType(List.of(ValueType.I32), List.of(ValueType.I32));
        return HostFunction.of(type, (caller, arguments) -> spawn(arguments[0]));
    }

    /** Starts a thread, and gives its number to the guest. */
    private int spawn(Object argument) {
        int id = lastThread.incrementAndGet();
        threads.add(Thread.ofPlatform()
                .name("guest-" + id)
                .start(() ->
                        run(instance -> instance.function("wasi_thread_start").call(id, argument))));
        return id;
    }

    private void join() throws InterruptedException {
        for (var thread = threads.poll(); thread != null; thread = threads.poll()) {
            thread.join();
        }
    }
}
