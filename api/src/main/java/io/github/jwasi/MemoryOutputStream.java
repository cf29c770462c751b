package io.github.jwasi;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;

/** Writes to a part of a memory. */
final class MemoryOutputStream extends OutputStream {
    private final Memory memory;
    private final long end;
    private long position;

    MemoryOutputStream(Memory memory, long address, long length) {
        this.memory = memory;
        position = address;
        end = address + length;
    }

    @Override
    public void write(int value) throws IOException {
        checkRoom(1);
        memory.writeByte(position++, (byte) value);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, source.length);
        checkRoom(length);
        memory.write(position, source, offset, length);
        position += length;
    }

    private void checkRoom(int length) throws IOException {
        if (length > end - position) {
            throw new IOException("no room for " + length + " bytes: the stream into a memory takes " + (end - position)
                    + " more, up to the address " + end);
        }
    }
}
