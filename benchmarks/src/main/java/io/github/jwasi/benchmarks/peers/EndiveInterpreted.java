package io.github.jwasi.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import run.endive.runtime.InterpreterMachine;
import run.endive.wasm.Parser;

/** Endive, which interprets unless it is told otherwise. */
public final class EndiveInterpreted implements Peer {
    @Override
    public Program compile(Path module) throws IOException {
        var parsed = Parser.parse(Files.readAllBytes(module));
        return new EndiveProgram(parsed, InterpreterMachine::new);
    }
}
