package io.github.jwasi.benchmarks.peers;

import java.io.IOException;

/** A compiled module. */
public interface Program extends AutoCloseable {
    /**
     * Instantiates a command and runs it to its end.
     *
     * @param setup what it sees of the host
     * @return how it ended
     * @throws IOException if a file of the setup cannot be used
     */
    Ended run(Setup setup) throws IOException;

    /**
     * Instantiates a reactor or a plain module, with the functions of {@link HostFunctions} as the module {@code host}.
     *
     * @param setup what it sees of the host
     * @return the instance
     * @throws IOException if a file of the setup cannot be used
     */
    Guest instantiate(Setup setup) throws IOException;

    @Override
    default void close() {}

    /** How a command ended. */
    final class Ended {
        private final int status;
        private final byte[] output;

        Ended(int status, byte[] output) {
            this.status = status;
            this.output = output;
        }

        /**
         * How it ended.
         *
         * @return its exit code
         */
        public int status() {
            return status;
        }

        /**
         * What it wrote to stdout.
         *
         * @return the bytes, not copied; none if stdout was inherited
         */
        public byte[] output() {
            return output;
        }
    }
}
