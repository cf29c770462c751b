package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reading and writing a guest's memory. */
@Timeout(60)
class MemoryTest {
    private static final int PAGE = 65536;

    private final Instance instance = Guests.instantiate("""
            (module
              (memory (export "memory") 1 3)
              (func (export "grow") (param i32) (result i32) (memory.grow (local.get 0)))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0))))
            """);
    private final Memory memory = instance.memory("memory");

    @AfterEach
    void close() {
        instance.close();
    }

    @Test
    void numbersAreLittleEndianAndNeedNoAlignment() {
        memory.writeByte(1, (byte) -2);
        memory.writeShort(3, (short) -3);
        memory.writeInt(5, 0x01020304);
        memory.writeLong(9, Long.MIN_VALUE + 1);
        memory.writeFloat(17, 1.5f);
        memory.writeDouble(21, Math.PI);
        assertThat(memory.readByte(1)).isEqualTo((byte) -2);
        assertThat(memory.readShort(3)).isEqualTo((short) -3);
        assertThat(memory.readInt(5)).isEqualTo(0x01020304);
        assertThat(memory.read(5, 4)).containsExactly(4, 3, 2, 1);
        assertThat(memory.readLong(9)).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(memory.readFloat(17)).isEqualTo(1.5f);
        assertThat(memory.readDouble(21)).isEqualTo(Math.PI);
        assertThat(instance.function("load").call(5)).isEqualTo(0x01020304);
    }

    @Test
    void textIsUtf8() {
        int length = memory.writeString(10, "aä€𝄞");
        assertThat(length).isEqualTo(10);
        assertThat(memory.readString(10, length)).isEqualTo("aä€𝄞");
        memory.writeByte(10, (byte) 0xff);
        assertThat(memory.readString(10, 1)).isEqualTo("\ufffd");
    }

    @Test
    void bytesMayBeAPartOfAnArray() {
        var bytes = "0123456789".getBytes(StandardCharsets.UTF_8);
        memory.write(100, bytes, 2, 3);
        var target = new byte[5];
        memory.read(99, target, 0, 5);
        assertThat(target).containsExactly(0, '2', '3', '4', 0);
        assertThatThrownBy(() -> memory.write(0, bytes, 8, 3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.read(0, target, -1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void everyAccessIsWholeOrNotAtAll() {
        List<ThrowingCallable> outside = List.of(
                () -> memory.readByte(PAGE),
                () -> memory.readByte(-1),
                () -> memory.readShort(PAGE - 1),
                () -> memory.readInt(PAGE - 3),
                () -> memory.readLong(PAGE - 7),
                () -> memory.readFloat(Long.MAX_VALUE),
                () -> memory.readDouble(Long.MIN_VALUE),
                () -> memory.read(PAGE - 1, 2),
                () -> memory.read(0, -1),
                () -> memory.readString(1L << 32, 1),
                () -> memory.writeByte(PAGE, (byte) 1),
                () -> memory.writeShort(PAGE - 1, (short) -1),
                () -> memory.writeInt(PAGE - 2, -1),
                () -> memory.writeLong(PAGE - 4, -1),
                () -> memory.writeFloat(-4, 1),
                () -> memory.writeDouble(PAGE - 1, 1),
                () -> memory.write(PAGE - 1, new byte[2]),
                () -> memory.writeString(PAGE - 1, "ä"));
        assertThat(outside)
                .allSatisfy(access -> assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class));
        assertThat(memory.read(PAGE - 8, 8)).containsOnly(0);
        assertThat(memory.read(PAGE, 0)).isEmpty();
        memory.write(PAGE, new byte[0]);
        memory.writeInt(PAGE - 4, 7);
        assertThat(memory.readInt(PAGE - 4)).isEqualTo(7);
    }

    @Test
    void itsSizeIsAlwaysThatOfNow() {
        assertThat(memory.size()).isEqualTo(1);
        assertThat(instance.function("grow").call(1)).isEqualTo(1);
        assertThat(memory.byteSize()).isEqualTo(2 * PAGE);
        memory.writeByte(2 * PAGE - 1, (byte) 1);
        assertThat(memory.grow(0)).isEqualTo(2);
        assertThat(memory.grow(1)).isEqualTo(2);
        assertThat(memory.readByte(2 * PAGE - 1)).isEqualTo((byte) 1);
        assertThatThrownBy(() -> memory.grow(1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cannot grow by 1 pages");
        assertThatThrownBy(() -> memory.grow(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> memory.grow(Long.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
        assertThat(memory.size()).isEqualTo(3);
    }
}
