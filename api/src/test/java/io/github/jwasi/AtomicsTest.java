package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Atomic operations in any memory. */
@Timeout(60)
class AtomicsTest {
    private final Store store = Store.create(Engine.shared());
    private final Memory memory = Memory.create(store, MemoryType.of(1));

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void numbersOf32Bits() {
        Atomics.storeInt(memory, 4, 10);
        assertThat(memory.read(4, 4)).as("little-endian").containsExactly(10, 0, 0, 0);
        assertThat(Atomics.loadInt(memory, 4)).isEqualTo(10);
        assertThat(Atomics.exchangeInt(memory, 4, 12)).isEqualTo(10);
        assertThat(Atomics.addInt(memory, 4, -2)).isEqualTo(12);
        assertThat(Atomics.compareExchangeInt(memory, 4, 9, 1)).isEqualTo(10);
        assertThat(Atomics.compareExchangeInt(memory, 4, 10, 0b1100)).isEqualTo(10);
        assertThat(Atomics.andInt(memory, 4, 0b0110)).isEqualTo(0b1100);
        assertThat(Atomics.orInt(memory, 4, 0b0001)).isEqualTo(0b0100);
        assertThat(Atomics.xorInt(memory, 4, 0b0111)).isEqualTo(0b0101);
        assertThat(memory.readInt(4)).isEqualTo(0b0010);
        assertThat(memory.readLong(8)).isZero();
    }

    @Test
    void numbersOf64Bits() {
        Atomics.storeLong(memory, 8, 1L << 40);
        assertThat(Atomics.loadLong(memory, 8)).isEqualTo(1L << 40);
        assertThat(Atomics.exchangeLong(memory, 8, 12)).isEqualTo(1L << 40);
        assertThat(Atomics.addLong(memory, 8, -2)).isEqualTo(12);
        assertThat(Atomics.compareExchangeLong(memory, 8, 9, 1)).isEqualTo(10);
        assertThat(Atomics.compareExchangeLong(memory, 8, 10, 0b1100)).isEqualTo(10);
        assertThat(Atomics.andLong(memory, 8, 0b0110)).isEqualTo(0b1100);
        assertThat(Atomics.orLong(memory, 8, 0b0001)).isEqualTo(0b0100);
        assertThat(Atomics.xorLong(memory, 8, 0b0111)).isEqualTo(0b0101);
        assertThat(memory.readLong(8)).isEqualTo(0b0010);
    }

    @Test
    void addressesAreAlignedAndInside() {
        List<ThrowingCallable> unaligned = List.of(
                () -> Atomics.loadInt(memory, 2),
                () -> Atomics.storeLong(memory, 4, 1),
                () -> Atomics.addInt(memory, -1, 1),
                () -> Atomics.notify(memory, 1, 1));
        assertThat(unaligned)
                .allSatisfy(use -> assertThatThrownBy(use)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("must be a multiple of"));
        List<ThrowingCallable> outside = List.of(
                () -> Atomics.loadInt(memory, 65536),
                () -> Atomics.storeLong(memory, -8, 1),
                () -> Atomics.exchangeLong(memory, 65536, 1),
                () -> Atomics.notify(memory, 65536, 1));
        assertThat(outside).allSatisfy(use -> assertThatThrownBy(use).isInstanceOf(IndexOutOfBoundsException.class));
    }

    @Test
    void nobodyWaitsInAMemoryThatIsNotShared() {
        assertThat(Atomics.notify(memory, 0, Integer.MAX_VALUE)).isZero();
        assertThatThrownBy(() -> Atomics.notify(memory, 0, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("count must be 0 or more, given -1");
    }

    @Test
    void aClosedStoreHasNoNumbers() {
        store.close();
        assertThatThrownBy(() -> Atomics.loadInt(memory, 0)).hasMessage("the store is closed");
    }
}
