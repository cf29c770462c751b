package io.github.jwasi;

import io.github.jwasi.bindings.jwasi_read_t;
import io.github.jwasi.bindings.jwasi_write_t;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A stream of the host behind a guest's stdin, stdout or stderr: what the engine calls when the guest uses it. */
final class HostStream {
    /** One stub each for all streams, which find theirs by the number that the engine passes. */
    static final MemorySegment READ =
            UpcallStub.of(jwasi_read_t.Function.class, HostStream::read, jwasi_read_t.descriptor());

    static final MemorySegment WRITE =
            UpcallStub.of(jwasi_write_t.Function.class, HostStream::write, jwasi_write_t.descriptor());

    private static final Slots<HostStream> SLOTS = new Slots<>();
    private static final int BUFFER = 8192;

    private final WASI wasi;
    private final InputStream input;
    private final OutputStream output;
    private final int slot;
    private byte[] buffer = new byte[BUFFER];

    private HostStream(WASI wasi, InputStream input, OutputStream output) {
        this.wasi = wasi;
        this.input = input;
        this.output = output;
        slot = SLOTS.add(this);
    }

    static HostStream reading(WASI wasi, InputStream input) {
        return new HostStream(wasi, input, OutputStream.nullOutputStream());
    }

    static HostStream writing(WASI wasi, OutputStream output) {
        return new HostStream(wasi, InputStream.nullInputStream(), output);
    }

    /** What the engine gives back when it calls. */
    MemorySegment env() {
        return MemorySegment.ofAddress(slot);
    }

    void flush() throws IOException {
        output.flush();
    }

    void close() {
        SLOTS.remove(slot);
    }

    /** Nothing may leave this method but its result: an exception that does ends the JVM. */
    private static long read(MemorySegment env, MemorySegment target, long length) {
        var stream = SLOTS.get(env.address());
        return HostService.run(stream.wasi.store(), () -> stream.fill(target, length));
    }

    /** As for {@link #read}. */
    private static long write(MemorySegment env, MemorySegment source, long length) {
        var stream = SLOTS.get(env.address());
        return HostService.run(stream.wasi.store(), () -> stream.drain(source, length));
    }

    private long fill(MemorySegment target, long length) throws IOException {
        if (length > buffer.length) {
            buffer = new byte[(int) Math.min(length, 1 << 20)];
        }
        int wanted = (int) Math.min(length, buffer.length);
        int read = input.read(buffer, 0, wanted);
        if (read <= 0) {
            return 0;
        }
        if (read > wanted) {
            throw new IOException(input.getClass().getName() + ".read returned " + read + " where at most " + wanted
                    + " were wanted");
        }
        // Sound: the engine passes room for `length` bytes, and `read` is at most that.
        MemorySegment.copy(buffer, 0, target.reinterpret(read), ValueLayout.JAVA_BYTE, 0, read);
        return read;
    }

    private long drain(MemorySegment source, long length) throws IOException {
        // Sound: the engine passes `length` bytes.
        var bytes = source.reinterpret(length);
        for (long done = 0; done < length; ) {
            int count = (int) Math.min(length - done, buffer.length);
            MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, done, buffer, 0, count);
            output.write(buffer, 0, count);
            done += count;
        }
        return 0;
    }
}
