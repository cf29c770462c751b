package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many bytes of a memory at once: segments, views, streams, text that a NUL ends. */
@Timeout(60)
class MemoryBulkTest {
    private static final int PAGE = 65536;

    private final Store store = Store.create(Engine.shared());
    private final Memory memory = Memory.create(store, MemoryType.of(1, 2));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void segmentsAreReadAndWritten() {
        var source = MemorySegment.ofArray("0123456789".getBytes(StandardCharsets.UTF_8));
        memory.write(7, source.asSlice(2, 5));
        assertThat(memory.readString(6, 7)).isEqualTo("\00023456\000");
        var target = ByteBuffer.allocateDirect(3);
        memory.read(8, MemorySegment.ofBuffer(target));
        assertThat(StandardCharsets.UTF_8.decode(target).toString()).isEqualTo("345");
        memory.write(PAGE, MemorySegment.NULL);
        assertThatThrownBy(() -> memory.write(PAGE - 4, source))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessage("address 65532, length 10: the memory of the host has 65536 bytes");
        assertThatThrownBy(() -> memory.read(PAGE - 4, source)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.read(0, source.asReadOnly())).isInstanceOf(RuntimeException.class);
        assertThat(memory.read(PAGE - 4, 4)).containsOnly(0);
        assertThat(memory.readInt(0)).as("the memory is open to others again").isZero();
    }

    @Test
    void bytesAreFilledAndCopied() {
        memory.fill(10, 5, (byte) 7);
        assertThat(memory.read(9, 7)).containsExactly(0, 7, 7, 7, 7, 7, 0);
        memory.writeString(100, "abcdef");
        memory.copy(100, 102, 6);
        assertThat(memory.readString(100, 8)).isEqualTo("ababcdef");
        memory.copy(102, 101, 6);
        assertThat(memory.readString(100, 8)).isEqualTo("aabcdeff");
        memory.fill(PAGE, 0, (byte) 1);
        memory.copy(PAGE, 0, 0);
        List<ThrowingCallable> outside = List.of(
                () -> memory.fill(PAGE - 1, 2, (byte) 1),
                () -> memory.fill(0, -1, (byte) 1),
                () -> memory.fill(0, Long.MAX_VALUE, (byte) 1),
                () -> memory.fill(Long.MAX_VALUE, Long.MAX_VALUE, (byte) 1),
                () -> memory.copy(0, PAGE - 1, 2),
                () -> memory.copy(PAGE - 1, 0, 2),
                () -> memory.copy(0, -1, 1));
        assertThat(outside)
                .allSatisfy(access -> assertThatThrownBy(access).isInstanceOf(IndexOutOfBoundsException.class));
        assertThat(memory.readByte(PAGE - 1)).isZero();
    }

    @Test
    void aNulEndsTextOfC() {
        assertThat(memory.writeCString(5, "aä€")).isEqualTo(7);
        assertThat(memory.readCString(5)).isEqualTo("aä€");
        assertThat(memory.writeCString(PAGE - 1, "")).isEqualTo(1);
        assertThat(memory.readCString(PAGE - 1)).isEmpty();
        memory.writeByte(PAGE - 1, (byte) 'x');
        assertThatThrownBy(() -> memory.readCString(PAGE - 1))
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("no NUL ends the text");
        assertThatThrownBy(() -> memory.readCString(PAGE + 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.readCString(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.writeCString(PAGE - 2, "ab")).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.writeCString(0, "a\0b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is a NUL in the text, at 1");
    }

    @Test
    void streamsReadAndWrite() throws IOException {
        var out = memory.outputStream(10, 6);
        out.write('a');
        out.write("bcde".getBytes(StandardCharsets.UTF_8), 1, 3);
        assertThatThrownBy(() -> out.write(new byte[3]))
                .isInstanceOf(IOException.class)
                .hasMessage("no room for 3 bytes: the stream into a memory takes 2 more, up to the address 16");
        assertThat(new ByteArrayInputStream(new byte[] {'x', 'y'}).transferTo(out))
                .isEqualTo(2);
        assertThatThrownBy(() -> out.write(1)).isInstanceOf(IOException.class);
        var in = memory.inputStream(10, 6);
        assertThat(in.available()).isEqualTo(6);
        assertThat(in.read()).isEqualTo('a');
        in.mark(0);
        assertThat(in.skip(2)).isEqualTo(2);
        assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo("exy");
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(new byte[1], 0, 1)).isEqualTo(-1);
        assertThat(in.read(new byte[1], 0, 0)).isZero();
        assertThat(in.skip(1)).isZero();
        in.reset();
        assertThat(in.readNBytes(2)).containsExactly('c', 'd');
        memory.writeByte(13, (byte) -1);
        assertThat(in.read()).as("what is there now").isEqualTo(255);
        assertThatThrownBy(() -> memory.inputStream(PAGE - 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.outputStream(0, -1)).isInstanceOf(IndexOutOfBoundsException.class);
        store.close();
        assertThatThrownBy(in::read).hasMessage("the store is closed");
    }

    @Test
    void aViewIsTheMemoryItself() throws IOException {
        memory.writeInt(4, 7);
        int sum = memory.view(4, 8, bytes -> {
            assertThat(bytes.byteSize()).isEqualTo(8);
            bytes.set(ValueLayout.JAVA_INT_UNALIGNED, 4, 35);
            assertThat(memory.readByte(8)).as("reading beside it").isEqualTo((byte) 35);
            return bytes.get(ValueLayout.JAVA_INT_UNALIGNED, 0)
                    + bytes.asByteBuffer().get(4);
        });
        assertThat(sum).isEqualTo(42);
        assertThatThrownBy(() -> memory.view(0, 1, bytes -> {
                    throw new IOException("mine");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("mine");
        assertThat(memory.grow(1)).as("the view is closed again").isEqualTo(1);
    }

    @Test
    void viewsOfTwoMemoriesMayBeOpen() {
        var other = Memory.create(store, MemoryType.of(1));
        other.writeString(3, "here");
        memory.<Object, RuntimeException>view(0, 4, to -> other.view(3, 4, from -> to.copyFrom(from)));
        assertThat(memory.readString(0, 4)).isEqualTo("here");
    }

    @Test
    void aViewEndsWithItsCall() {
        var kept = memory.view(0, 8, bytes -> bytes);
        assertThatThrownBy(() -> kept.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
        var buffer = memory.view(0, 8, MemorySegment::asByteBuffer);
        assertThatThrownBy(buffer::get).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aViewIsForItsThread() {
        memory.<Object, RuntimeException>view(0, 8, bytes -> {
            var other = CompletableFuture.supplyAsync(() -> bytes.get(ValueLayout.JAVA_BYTE, 0));
            assertThatThrownBy(other::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(WrongThreadException.class);
            return null;
        });
    }

    @Test
    void whileAViewIsOpenNothingMoves() {
        try (var module = WebAssembly.compileText("""
                (module
                  (import "env" "memory" (memory 1))
                  (global (export "g") (mut i32) (i32.const 1))
                  (func (export "f")))
                """)) {
            var imports = Map.of("env", Map.of("memory", memory));
            var instance = WebAssembly.instantiate(store, module, imports);
            var function = instance.function("f");
            memory.<Object, RuntimeException>view(0, 8, bytes -> {
                List<ThrowingCallable> refused = List.of(
                        function::call,
                        () -> memory.grow(1),
                        () -> Memory.create(store, MemoryType.of(1)),
                        () -> WebAssembly.instantiate(store, module, imports),
                        store::close);
                assertThat(refused)
                        .allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(IllegalStateException.class));
                assertThatThrownBy(function::call).hasMessageStartingWith("a view of a memory of the store is open");
                return null;
            });
            function.call();
        }
    }

    @Test
    void aViewHasToBeInside() {
        assertThatThrownBy(() -> memory.view(PAGE - 1, 2, bytes -> bytes))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> memory.view(-1, 1, bytes -> bytes)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(memory.grow(1)).isEqualTo(1);
    }

    @Test
    void moreThanAnArrayHoldsIsReachedAtOnce() {
        try (var arena = Arena.ofConfined()) {
            long large = (1L << 31) + 5;
            var whole = Memory.create(store, MemoryType.of(65536));
            whole.fill(large - 3, 6, (byte) 1);
            whole.copy(large - 3, 3L << 30, 6);
            assertThat(whole.read(3L << 30, 7)).containsExactly(1, 1, 1, 1, 1, 1, 0);
            whole.writeLong((1L << 32) - 8, Long.MIN_VALUE);
            long last = whole.view(0, 1L << 32, bytes -> bytes.get(ValueLayout.JAVA_LONG_UNALIGNED, (1L << 32) - 8));
            assertThat(last).isEqualTo(Long.MIN_VALUE);
            var target = arena.allocate(16);
            whole.read((1L << 32) - 16, target);
            assertThat(target.get(ValueLayout.JAVA_BYTE, 15)).isEqualTo((byte) 0x80);
            assertThatThrownBy(() -> whole.fill(1, 1L << 32, (byte) 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void addressesOf64BitsReachBeyond4GiB() {
        var large = Memory.create(store, MemoryType.of(65538).with64());
        long beyond = (1L << 32) + 100;
        large.write(beyond, MemorySegment.ofArray(new byte[] {1, 2, 3}));
        large.copy(beyond, beyond + 1, 3);
        assertThat(large.read(beyond, 4)).containsExactly(1, 1, 2, 3);
        assertThat(large.writeCString(beyond, "beyond")).isEqualTo(7);
        assertThat(large.readCString(beyond)).isEqualTo("beyond");
        assertThat(large.readCString(100)).as("not what is 4 GiB further").isEmpty();
        assertThat(large.grow(1)).isEqualTo(65538);
        large.writeInt(large.byteSize() - 4, 9);
        assertThatThrownBy(() -> large.readByte(large.byteSize()))
                .hasMessage("address 4295163904, length 1: the memory of the host has 4295163904 bytes");
        assertThat(large.readCString(beyond)).as("it may have moved").isEqualTo("beyond");
    }
}
