package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    void theLastByteOf32BitsIsReached() {
        try (var whole = Guests.instantiate("""
                (module
                  (memory (export "memory") 65536)
                  (func (export "store") (i32.store8 (i32.const -1) (i32.const 7))))
                """)) {
            var all = whole.memory("memory");
            long last = 0xffff_ffffL;
            whole.function("store").call();
            assertThat(all.byteSize()).isEqualTo(last + 1);
            assertThat(all.readByte(last)).isEqualTo((byte) 7);
            assertThatThrownBy(() -> all.readShort(last)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> all.readByte(-1))
                    .as("a sign-extended address")
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> all.grow(1)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void addressesMayHaveMoreThan32Bits() {
        try (var large = Guests.instantiate("""
                (module
                  (memory (export "memory") i64 65537)
                  (func (export "load") (param i64) (result i64) (i64.load (local.get 0))))
                """)) {
            var all = large.memory("memory");
            long beyond = (1L << 32) + 5;
            all.writeLong(beyond, -2);
            assertThat(large.function("load").call(beyond)).isEqualTo(-2L);
            assertThat(all.readLong(5)).isZero();
            assertThat(all.size()).isEqualTo(65537);
        }
    }

    @Test
    void nullIsRefused() {
        assertThatThrownBy(() -> memory.write(0, (byte[]) null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> memory.writeString(0, null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> memory.read(0, null, 0, 0)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void textMayBeLongEmptyOrNoText() {
        var text = "ß".repeat(PAGE / 2);
        assertThat(memory.writeString(0, text)).isEqualTo(PAGE);
        assertThat(memory.readString(0, PAGE)).isEqualTo(text);
        assertThat(memory.writeString(PAGE, "")).isZero();
        assertThat(memory.readString(PAGE, 0)).isEmpty();
        assertThat(memory.writeString(0, "\ud800")).as("half a character").isEqualTo(1);
        assertThat(memory.readString(0, 1)).isEqualTo("?");
    }

    @Test
    void aHostFunctionSeesItGrow() {
        var sizes = new ArrayList<Long>();
        var host = HostFunction.of(FunctionType.of(), (caller, none) -> {
            sizes.add(caller.memory().size());
            caller.memory().grow(1);
            caller.memory().writeInt(caller.memory().byteSize() - 4, 42);
            return null;
        });
        try (var module = WebAssembly.compileText("""
                        (module
                          (import "host" "grow" (func $grow))
                          (memory (export "memory") 1)
                          (func (export "f") (result i32)
                            (drop (memory.grow (i32.const 1)))
                            (call $grow)
                            (i32.load (i32.sub (i32.mul (memory.size) (i32.const 65536)) (i32.const 4)))))
                        """);
                var guest = WebAssembly.instantiate(module, Map.of("host", Map.of("grow", host)))) {
            assertThat(guest.function("f").call()).isEqualTo(42);
            assertThat(sizes).containsExactly(2L);
            assertThat(guest.memory("memory").size()).isEqualTo(3);
        }
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
