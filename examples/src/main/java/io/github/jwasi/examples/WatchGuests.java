package io.github.jwasi.examples;

import io.github.jwasi.Engine;
import io.github.jwasi.Store;
import io.github.jwasi.StoreOptions;
import io.github.jwasi.TrapException;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;

/** Prints what the library tells JDK Flight Recorder about its guests, while they run. */
public final class WatchGuests {
    private static final String PREFIX = "io.github.jwasi.";

    private static final String COMMAND = """
            (module
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (func (export "_start") (call $exit (i32.const 3))))
            """;

    private static final String GREEDY = """
            (module $greedy
              (memory (export "memory") 1)
              (func (export "run")
                (if (i32.eq (memory.grow (i32.const 1000)) (i32.const -1))
                  (then unreachable))))
            """;

    private WatchGuests() {}

    /**
     * Runs the guests.
     *
     * @param args none
     */
    public static void main(String[] args) {
        try (var events = new RecordingStream()) {
            events.onEvent(WatchGuests::print);
            events.startAsync();
            runCommand();
            runGreedy();
            // Waits until all of them are printed.
            events.stop();
        }
    }

    private static void runCommand() {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args("three")
                        .build();
                var module = WebAssembly.compileText(COMMAND);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.start(instance);
        }
    }

    private static void runGreedy() {
        try (var module = WebAssembly.compileText(GREEDY);
                var store = Store.create(Engine.shared(), StoreOptions.DEFAULT.withMaxMemory(1 << 20));
                var instance = WebAssembly.instantiate(store, module, Map.of())) {
            instance.function("run").call();
        } catch (TrapException expected) {
            System.out.println("The guest was stopped: " + expected.trap());
        }
    }

    private static void print(RecordedEvent event) {
        var name = event.getEventType().getName();
        if (name.startsWith(PREFIX)) {
            System.out.println(name.substring(PREFIX.length()) + details(event));
        }
    }

    private static String details(RecordedEvent event) {
        return switch (event.getEventType().getName().substring(PREFIX.length())) {
            case "Compile" -> " of " + event.getLong("size") + " bytes";
            case "WasiStart" -> " of " + event.getString("program");
            case "WasiExit" -> " of " + event.getString("program") + " with " + event.getInt("exitCode");
            case "LimitHit" -> " of " + event.getString("option") + ", " + event.getLong("limit");
            case "Trap" -> " " + event.getString("kind");
            default -> "";
        };
    }
}
