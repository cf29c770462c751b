package io.github.jwasi;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Objects;

/** Where a guest's stdin comes from. */
public sealed interface Input {
    /**
     * The stdin of the process, as the operating system has it: what {@link System#setIn} set has no part in it.
     *
     * @return the default
     */
    static Input inherit() {
        return new Inherit();
    }

    /**
     * Nothing: the guest is at the end of its stdin from the beginning.
     *
     * @return an input without bytes
     */
    static Input empty() {
        return of(new byte[0]);
    }

    /**
     * A file, from its beginning.
     *
     * @param file opened when the WASI is built
     * @return an input of the file's bytes
     */
    static Input of(Path file) {
        return new File(file);
    }

    /**
     * Bytes.
     *
     * @param bytes copied
     * @return an input of the bytes, from the first on for each guest that gets it
     */
    static Input of(byte[] bytes) {
        return new Bytes(bytes.clone());
    }

    /**
     * A stream, read when the guest reads, on the thread that runs the guest, and never closed.
     *
     * <p>What it throws ends the guest and comes out of the call into the guest. It must not use the guest's store. To
     * {@code poll_oneoff} it is always ready. When the guest is {@linkplain Store to stop} while the stream waits, the
     * thread is interrupted.
     *
     * @param stream read at most as far as the guest wants
     * @return an input of the stream's bytes
     */
    static Input of(InputStream stream) {
        return new Stream(stream);
    }

    /** The stdin of the process. */
    record Inherit() implements Input {}

    /**
     * A file.
     *
     * @param path its path
     */
    record File(Path path) implements Input {
        /**
         * A file.
         *
         * @throws NullPointerException if {@code path} is null
         */
        public File {
            Objects.requireNonNull(path, "path");
        }
    }

    /** Bytes. */
    final class Bytes implements Input {
        private final byte[] bytes;

        private Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        InputStream stream() {
            return new ByteArrayInputStream(bytes);
        }
    }

    /**
     * A stream.
     *
     * @param stream the stream
     */
    record Stream(InputStream stream) implements Input {
        /**
         * A stream.
         *
         * @throws NullPointerException if {@code stream} is null
         */
        public Stream {
            Objects.requireNonNull(stream, "stream");
        }
    }
}
