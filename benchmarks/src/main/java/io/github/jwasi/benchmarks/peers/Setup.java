package io.github.jwasi.benchmarks.peers;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a guest sees of the host.
 *
 * @param args its arguments, the first of which is its own name
 * @param directory what it finds at {@code /sandbox}
 * @param stdin the file that stdin reads, through a stream of the host where the runtime takes one; empty stdin if none
 * @param captured whether the host gets the output as bytes, not the process's own stdout
 */
public record Setup(List<String> args, Optional<Path> directory, Optional<Path> stdin, boolean captured) {
    /** Where a guest finds its directory. */
    static final String SANDBOX = "/sandbox";

    /**
     * Captured output, and nothing else.
     *
     * @param args the arguments
     * @return the setup
     */
    public static Setup of(String... args) {
        return new Setup(List.of(args), Optional.empty(), Optional.empty(), true);
    }
}
