package io.github.jwasi.examples;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.Input;
import io.github.jwasi.Instance;
import io.github.jwasi.LinkedModule;
import io.github.jwasi.Module;
import io.github.jwasi.Output;
import io.github.jwasi.PoolingOptions;
import io.github.jwasi.Store;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.TrapException;
import io.github.jwasi.ValueType;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Makes many instances one after the other, each with a WASI, streams, a directory, objects of Java and a host function,
 * and prints how much memory the process had before and after.
 *
 * <pre>java -Xms32m -Xmx32m -XX:+AlwaysPreTouch … ManyInstances [pooled|on-demand] COUNT</pre>
 */
final class ManyInstances {
    private static final int WARM_UP = 1000;

    /** Uses every page of its first 256 KiB, reads, writes, keeps an object, and traps if it is told to. */
    private static final String GUEST = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "host" "object" (func $object (param externref) (result externref)))
              (memory (export "memory") 5)
              (table $objects 8 externref)
              (func (export "keep") (param externref)
                (table.set $objects (i32.const 0) (call $object (local.get 0))))
              (func (export "_start") (local $at i32)
                (loop $next
                  (i32.store (local.get $at) (i32.const 1))
                  (local.set $at (i32.add (local.get $at) (i32.const 4096)))
                  (br_if $next (i32.lt_u (local.get $at) (i32.const 262144))))
                (i32.store (i32.const 0) (i32.const 1024))
                (i32.store (i32.const 4) (i32.const 16))
                (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
                (i32.store (i32.const 4) (i32.load (i32.const 8)))
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 12)))
                (if (i32.eq (i32.load8_u (i32.const 1024)) (i32.const 116)) (then unreachable))))
            """;

    private static final StoreOptions LIMITS = StoreOptions.DEFAULT.withFuel(1_000_000);

    private final Engine engine;
    private final Module module;
    private final LinkedModule linked;
    private final Map<String, Map<String, HostFunction>> host;
    private final Path folder;

    private ManyInstances(Engine engine, Module module, Path folder) {
        this.engine = engine;
        this.module = module;
        this.folder = folder;
        var type = FunctionType.of().with(ValueType.EXTERNREF).returning(ValueType.EXTERNREF);
        host = Map.of("host", Map.of("object", HostFunction.of(type, (caller, arguments) -> new byte[100])));
        linked = module.link(host);
    }

    /**
     * Makes the instances.
     *
     * @param args {@code pooled} or {@code on-demand}, and how many
     * @throws IOException if there is no directory for temporary files
     */
    public static void main(String[] args) throws IOException {
        var options = EngineOptions.DEFAULT.withFuel(true).withInterruptible(true);
        if (args[0].equals("pooled")) {
            options = options.withPooling(PoolingOptions.DEFAULT.withMaxInstances(10));
        }
        var folder = Files.createTempDirectory("jwasi");
        try (var engine = Engine.create(options);
                var module = engine.compile(GUEST.getBytes(StandardCharsets.UTF_8))) {
            var instances = new ManyInstances(engine, module, folder);
            instances.make(WARM_UP);
            long before = resident();
            long begin = System.nanoTime();
            instances.make(Integer.parseInt(args[1]));
            long time = (System.nanoTime() - begin) / 1000;
            System.out.println("KiB before: " + before + ", after: " + resident() + ", microseconds: " + time);
        } finally {
            Files.delete(folder);
        }
    }

    /** KiB of memory that the process has. */
    private static long resident() throws IOException {
        System.gc();
        try (var lines = Files.lines(Path.of("/proc/self/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private void make(int count) {
        for (int i = 0; i < count; i++) {
            make(i % 10 == 0 ? "trap" : "number " + i, i % 3 == 0);
        }
    }

    private void make(String input, boolean late) {
        var output = Output.capture();
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("guest", input)
                        .env("NAME", "value")
                        .preopen("/folder", folder)
                        .stdin(Input.of(input.getBytes(StandardCharsets.UTF_8)))
                        .stdout(output)
                        .build();
                var store = Store.create(engine, LIMITS);
                var instance = late ? plain(store, wasi) : linked.instantiate(store, wasi)) {
            instance.function("keep").call(new Object());
            wasi.start(instance);
        } catch (TrapException e) {
            if (!input.equals("trap")) {
                throw e;
            }
        }
        if (!output.text().equals(input)) {
            throw new AssertionError(output.text());
        }
    }

    private Instance plain(Store store, WASI wasi) {
        var imports = wasi.getImportObject();
        host.forEach((name, functions) -> imports.put(name, Map.copyOf(functions)));
        return WebAssembly.instantiate(store, module, imports);
    }
}
