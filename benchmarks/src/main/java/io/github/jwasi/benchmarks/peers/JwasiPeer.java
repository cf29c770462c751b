package io.github.jwasi.benchmarks.peers;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;

/** jwasi with its defaults. */
public final class JwasiPeer implements Peer {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT);

    @Override
    public Program compile(Path module) throws IOException {
        return new JwasiProgram(engine.compile(module));
    }

    @Override
    public Program compileCached(Path module, Path cache) throws IOException {
        var options = EngineOptions.DEFAULT.withCache(cache);
        return new JwasiProgram(Engine.create(options).compile(module));
    }
}
