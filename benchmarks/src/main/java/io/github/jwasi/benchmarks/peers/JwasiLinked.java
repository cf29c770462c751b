package io.github.jwasi.benchmarks.peers;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import java.io.IOException;
import java.nio.file.Path;

/** jwasi with modules that are linked once. */
public final class JwasiLinked implements Peer {
    private final Engine engine = Engine.create(EngineOptions.DEFAULT);

    @Override
    public Program compile(Path module) throws IOException {
        return JwasiProgram.linked(engine.compile(module));
    }
}
