package io.github.jwasi.benchmarks.peers;

import com.dylibso.chicory.compiler.MachineFactoryCompiler;
import com.dylibso.chicory.wasm.Parser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Chicory with its runtime compiler, which makes Java bytecode. */
public final class ChicoryPeer implements Peer {
    @Override
    public Program compile(Path module) throws IOException {
        var parsed = Parser.parse(Files.readAllBytes(module));
        return new ChicoryProgram(parsed, MachineFactoryCompiler.compile(parsed));
    }
}
