package io.github.jwasi;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;

/** Where a guest's stdout or stderr goes. */
public sealed interface Output {
    /**
     * The same output of the process, as the operating system has it: what {@link System#setOut} set has no part in it.
     * What Java printed before the guest started comes before the guest's output.
     *
     * @return the default
     */
    static Output inherit() {
        return new Inherit();
    }

    /**
     * Nowhere.
     *
     * @return an output that forgets
     */
    static Output discard() {
        return new Discard();
    }

    /**
     * A file, which is made if it is not there and emptied if it is.
     *
     * @param file opened when the WASI is built
     * @return an output to the file
     */
    static Output to(Path file) {
        return new File(file);
    }

    /**
     * A stream, written when the guest writes, on the thread that runs the guest. It is flushed when {@link WASI#start}
     * or {@link WASI#initialize} ends, and never closed.
     *
     * <p>What it throws ends the guest and comes out of the call into the guest, also what the flush at the end throws. It
     * must not use the guest's store.
     *
     * @param stream where the bytes go
     * @return an output to the stream
     */
    static Output to(OutputStream stream) {
        return new Stream(stream);
    }

    /**
     * An output that keeps the bytes, up to the 2 GiB that an array of Java holds.
     *
     * @return to be asked later for what the guest wrote
     */
    static Capture capture() {
        return capture(NativeCapture.MOST);
    }

    /**
     * An output that keeps the bytes, with a limit for guests that are not trusted to write little.
     *
     * @param most how many bytes it keeps, 0 to 2³¹-9. A guest that writes more is ended with a {@link TrapException}
     * @return to be asked later for what the guest wrote
     * @throws IllegalArgumentException if {@code most} is out of its range
     */
    static Capture capture(int most) {
        if (most < 0 || most > NativeCapture.MOST) {
            throw new IllegalArgumentException(
                    "a capture keeps 0 to " + NativeCapture.MOST + " bytes, wanted were " + most);
        }
        return new Capture(most);
    }

    /** The same output of the process. */
    record Inherit() implements Output {}

    /** Nowhere. */
    record Discard() implements Output {}

    /**
     * A file.
     *
     * @param path its path
     */
    record File(Path path) implements Output {
        /**
         * A file.
         *
         * @throws NullPointerException if {@code path} is null
         */
        public File {
            Objects.requireNonNull(path, "path");
        }
    }

    /**
     * A stream.
     *
     * @param stream the stream
     */
    record Stream(OutputStream stream) implements Output {
        /**
         * A stream.
         *
         * @throws NullPointerException if {@code stream} is null
         */
        public Stream {
            Objects.requireNonNull(stream, "stream");
        }
    }

    /** What a guest wrote. Thread-safe: it may be asked while the guest runs. */
    final class Capture implements Output {
        private final NativeCapture bytes;

        private Capture(int most) {
            bytes = new NativeCapture(most);
        }

        /**
         * The bytes so far.
         *
         * @return a copy
         */
        public byte[] bytes() {
            return bytes.copy();
        }

        /**
         * The bytes so far as text in UTF-8.
         *
         * @return the text
         */
        public String text() {
            return new String(bytes(), StandardCharsets.UTF_8);
        }

        NativeCapture target() {
            return bytes;
        }
    }
}
