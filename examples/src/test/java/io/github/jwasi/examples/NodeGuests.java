package io.github.jwasi.examples;

import io.github.jwasi.Instance;
import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import io.github.jwasi.WebAssembly;

/** Guests of a few lines. */
final class NodeGuests {
    static final String MEMORY = "(memory (export \"memory\") 1)";
    static final String START = "(func (export \"_start\"))";
    static final String INITIALIZE = "(func (export \"_initialize\"))";
    static final String EXIT = "(import \"wasi_snapshot_preview1\" \"proc_exit\" (func $exit (param i32)))";

    private NodeGuests() {}

    static String exiting(int code) {
        return EXIT + MEMORY + "(func (export \"_start\") (call $exit (i32.const " + code + ")))";
    }

    interface Use {
        void with(WASI wasi, Instance instance) throws Throwable;
    }

    static void with(String body, Use use) throws Throwable {
        with(WASI.builder().stdout(Output.discard()), body, use);
    }

    /** Instantiates a module with the functions of a WASI of preview 1. */
    static void with(WasiBuilder options, String body, Use use) throws Throwable {
        try (var wasi = options.version(WASI.Version.PREVIEW1).build();
                var module = WebAssembly.compileText("(module " + body + ")");
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            use.with(wasi, instance);
        }
    }
}
