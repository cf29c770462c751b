package io.github.jwasi;

import java.io.InputStream;
import java.util.Objects;

/** Reads a part of a memory. */
final class MemoryInputStream extends InputStream {
    private final Memory memory;
    private final long end;
    private long position;
    private long marked;

    MemoryInputStream(Memory memory, long address, long length) {
        this.memory = memory;
        position = address;
        marked = address;
        end = address + length;
    }

    @Override
    public int read() {
        return position == end ? -1 : memory.readByte(position++) & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count = Math.min(length, available());
        if (count == 0) {
            return -1;
        }
        memory.read(position, target, offset, count);
        position += count;
        return count;
    }

    @Override
    public long skip(long count) {
        long skipped = Math.clamp(count, 0, end - position);
        position += skipped;
        return skipped;
    }

    @Override
    public int available() {
        return (int) Math.min(end - position, Integer.MAX_VALUE);
    }

    @Override
    public boolean markSupported() {
        return true;
    }

    @Override
    public synchronized void mark(int limit) {
        marked = position;
    }

    @Override
    public synchronized void reset() {
        position = marked;
    }
}
