package io.github.jwasi.benchmarks.peers;

import io.github.jwasi.benchmarks.generated.Calls;
import io.github.jwasi.benchmarks.generated.Hello;
import io.github.jwasi.benchmarks.generated.Kernels;
import io.github.jwasi.benchmarks.generated.Streams;
import io.github.jwasi.benchmarks.generated.SystemCalls;
import java.nio.file.Path;

/** Endive with the classes that its Maven plugin made of the guests when the benchmarks were built. */
public final class EndiveBuildTime implements Peer {
    @Override
    public Program compile(Path module) {
        var name = module.getFileName().toString();
        return switch (name) {
            case "calls.wasm" -> new EndiveProgram(Calls.load(), Calls::create);
            case "hello.wasm" -> new EndiveProgram(Hello.load(), Hello::create);
            case "kernels.wasm" -> new EndiveProgram(Kernels.load(), Kernels::create);
            case "streams.wasm" -> new EndiveProgram(Streams.load(), Streams::create);
            case "system.wasm" -> new EndiveProgram(SystemCalls.load(), SystemCalls::create);
            case "simd.wasm" -> throw new UnsupportedOperationException("its compiler knows no SIMD");
            default -> throw new UnsupportedOperationException(name + " is not compiled at the benchmarks' build");
        };
    }
}
