package io.github.jwasi.benchmarks.peers;

import io.github.kawamuray.wasmtime.Config;
import io.github.kawamuray.wasmtime.Engine;
import io.github.kawamuray.wasmtime.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** wasmtime-java: an older wasmtime through JNI. */
public final class WasmtimeJavaPeer implements Peer {
    private final Engine engine = new Engine();

    @Override
    public Program compile(Path module) {
        return new WasmtimeJavaProgram(engine, Module.fromFile(engine, module.toString()));
    }

    @Override
    public Program compileCached(Path module, Path cache) throws IOException {
        var settings = cache.resolve("wasmtime.toml");
        if (!Files.exists(settings)) {
            Files.writeString(settings, "[cache]\nenabled = true\ndirectory = \"" + cache.toAbsolutePath() + "\"\n");
        }
        try (var config = new Config()) {
            var cached = new Engine(config.cacheConfigLoad(settings));
            return new WasmtimeJavaProgram(cached, Module.fromFile(cached, module.toString()));
        }
    }
}
