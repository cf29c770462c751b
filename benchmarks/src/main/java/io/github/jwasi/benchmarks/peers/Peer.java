package io.github.jwasi.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;

/**
 * A runtime for WebAssembly inside of the JVM. Implementations have a public constructor without parameters: they are
 * loaded by name, in a process of their own that has the jars of that runtime only.
 *
 * <p>What a runtime cannot do it refuses with an {@link UnsupportedOperationException} that has the reason.
 */
public interface Peer {
    /**
     * Makes a module ready to be instantiated, often.
     *
     * @param module a file in the binary format
     * @return the program
     * @throws IOException if the file cannot be read
     */
    Program compile(Path module) throws IOException;

    /**
     * Loads a module that was compiled before out of a cache on the disk, or compiles it and puts it there.
     *
     * @param module a file in the binary format
     * @param cache the folder of the cache, which exists
     * @return the program
     * @throws IOException if a file cannot be used
     */
    default Program compileCached(Path module, Path cache) throws IOException {
        throw new UnsupportedOperationException("keeps no compiled modules on the disk");
    }
}
