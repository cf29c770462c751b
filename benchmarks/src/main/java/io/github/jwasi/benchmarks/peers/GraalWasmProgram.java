package io.github.jwasi.benchmarks.peers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.util.Map;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.io.IOAccess;
import org.graalvm.polyglot.proxy.ProxyArray;
import org.graalvm.polyglot.proxy.ProxyExecutable;
import org.graalvm.polyglot.proxy.ProxyObject;

/** A module of GraalWasm. */
final class GraalWasmProgram implements Program {
    private static final ProxyObject IMPORTS = ProxyObject.fromMap(Map.of(
            HostFunctions.MODULE,
            ProxyObject.fromMap(Map.of(
                    "ints",
                    (ProxyExecutable) a -> HostFunctions.ints(a[0].asInt(), a[1].asInt()),
                    "doubles",
                    (ProxyExecutable) a -> HostFunctions.doubles(a[0].asDouble(), a[1].asDouble()),
                    "mixed",
                    (ProxyExecutable)
                            a -> HostFunctions.mixed(a[0].asInt(), a[1].asLong(), a[2].asFloat(), a[3].asDouble()),
                    "pair",
                    (ProxyExecutable) a -> ProxyArray.fromArray(a[1].asInt(), a[0].asInt())))));

    private final Engine engine;
    private final Source source;

    GraalWasmProgram(Engine engine, Source source) {
        this.engine = engine;
        this.source = source;
    }

    @Override
    public Ended run(Setup setup) throws IOException {
        var captured = new ByteArrayOutputStream();
        try (var stdin = open(setup);
                var context = context(setup, captured, stdin)) {
            try {
                var instance = context.eval(source).newInstance();
                instance.getMember("exports").invokeMember("_start");
                return new Ended(0, captured.toByteArray());
            } catch (PolyglotException e) {
                if (!e.isExit()) {
                    throw e;
                }
                return new Ended(e.getExitStatus(), captured.toByteArray());
            }
        }
    }

    @Override
    public Guest instantiate(Setup setup) {
        var context = context(setup, OutputStream.nullOutputStream(), InputStream.nullInputStream());
        var instance = context.eval(source).newInstance(IMPORTS);
        var exports = instance.getMember("exports");
        if (exports.hasMember("_initialize")) {
            exports.invokeMember("_initialize");
        }
        return new GraalWasmGuest(context, exports);
    }

    private static InputStream open(Setup setup) throws IOException {
        return setup.stdin().isPresent() ? Files.newInputStream(setup.stdin().get()) : InputStream.nullInputStream();
    }

    private Context context(Setup setup, OutputStream captured, InputStream stdin) {
        var options = Context.newBuilder("wasm")
                .engine(engine)
                .option("wasm.Builtins", "wasi_snapshot_preview1")
                .arguments("wasm", setup.args().toArray(String[]::new))
                .allowIO(IOAccess.ALL)
                .in(stdin)
                .out(setup.captured() ? captured : System.out);
        setup.directory().ifPresent(directory -> options.option("wasm.WasiMapDirs", Setup.SANDBOX + "::" + directory));
        return options.build();
    }
}
