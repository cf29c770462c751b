package io.github.jwasi.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;

/** GraalWasm: interpreted on a stock JDK, compiled where the JVM has the Graal compiler. */
public final class GraalWasmPeer implements Peer {
    /** Contexts of one engine share the code. */
    private final Engine engine = Engine.newBuilder("wasm").build();

    @Override
    public Program compile(Path module) throws IOException {
        var source = Source.newBuilder("wasm", module.toFile()).name("guest").build();
        return new GraalWasmProgram(engine, source);
    }
}
