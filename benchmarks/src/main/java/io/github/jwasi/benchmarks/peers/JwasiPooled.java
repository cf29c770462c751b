package io.github.jwasi.benchmarks.peers;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.PoolingOptions;
import java.io.IOException;
import java.nio.file.Path;

/** jwasi with modules that are linked once, and instances out of a pool. */
public final class JwasiPooled implements Peer {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT.withPooling(PoolingOptions.DEFAULT));

    @Override
    public Program compile(Path module) throws IOException {
        return JwasiProgram.linked(engine.compile(module));
    }
}
