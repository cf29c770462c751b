package io.github.jwasi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Walks over the sections of a module, or over custom sections alone. */
final class CustomSections {
    /** Magic number and version. */
    private static final long HEADER = 8;

    private static final byte CUSTOM = 0;

    private final MemorySegment bytes;
    private long position;

    private CustomSections(MemorySegment bytes, long position) {
        this.bytes = bytes;
        this.position = position;
    }

    /** What is done with a custom section, which begins at {@code start}. */
    private interface Visitor {
        void visit(long start, long content, long end);
    }

    /**
     * The custom sections of a module, one after the other. They stay outside of Java's heap, as those for debuggers may
     * be larger than the rest of the module.
     *
     * @param binary a valid module
     * @param arena where the copy lives
     */
    static MemorySegment copy(MemorySegment binary, Arena arena) {
        var size = new long[1];
        new CustomSections(binary, HEADER).walk((start, content, end) -> size[0] += end - start);
        var copy = arena.allocate(size[0]);
        var filled = new long[1];
        new CustomSections(binary, HEADER).walk((start, content, end) -> {
            MemorySegment.copy(binary, start, copy, filled[0], end - start);
            filled[0] += end - start;
        });
        return copy;
    }

    /** The contents of those with a name, out of what {@link #copy} gave. */
    static List<byte[]> named(MemorySegment sections, String name) {
        var found = new ArrayList<byte[]>();
        var wanted = MemorySegment.ofArray(name.getBytes(StandardCharsets.UTF_8));
        new CustomSections(sections, 0).walk((start, content, end) -> {
            var reader = new CustomSections(sections, content);
            long length = reader.number();
            var given = sections.asSlice(reader.position, length);
            if (given.byteSize() == wanted.byteSize() && given.mismatch(wanted) < 0) {
                long after = reader.position + length;
                found.add(sections.asSlice(after, end - after).toArray(ValueLayout.JAVA_BYTE));
            }
        });
        return found;
    }

    private void walk(Visitor visitor) {
        while (position < bytes.byteSize()) {
            long start = position;
            byte id = bytes.get(ValueLayout.JAVA_BYTE, position++);
            long size = number();
            long content = position;
            position += size;
            if (id == CUSTOM) {
                visitor.visit(start, content, position);
            }
        }
    }

    /** An unsigned number of 32 bits in LEB128. */
    private long number() {
        long number = 0;
        int shift = 0;
        byte next;
        do {
            next = bytes.get(ValueLayout.JAVA_BYTE, position++);
            number |= (next & 0x7fL) << shift;
            shift += 7;
        } while (next < 0);
        return number;
    }
}
