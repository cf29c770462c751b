package io.github.jwasi.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import run.endive.compiler.MachineFactoryCompiler;
import run.endive.wasm.Parser;

/** Endive with its runtime compiler, which makes Java bytecode. */
public final class EndiveCompiled implements Peer {
    @Override
    public Program compile(Path module) throws IOException {
        var parsed = Parser.parse(Files.readAllBytes(module));
        return new EndiveProgram(parsed, MachineFactoryCompiler.compile(parsed));
    }
}
