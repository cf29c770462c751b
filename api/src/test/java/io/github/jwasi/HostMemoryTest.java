package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memories that Java makes, and which object stands for a memory. */
@Timeout(60)
class HostMemoryTest {
    private static final String USER = """
            (module
              (import "env" "memory" (memory 1 4))
              (export "again" (memory 0))
              (func (export "load") (param i32) (result i32) (i32.load (local.get 0)))
              (func (export "store") (param i32 i32) (i32.store (local.get 0) (local.get 1)))
              (func (export "grow") (result i32) (memory.grow (i32.const 1))))
            """;

    private final Store store = Store.create(Engine.shared());

    @AfterEach
    void close() {
        store.close();
    }

    private Instance user(Memory memory) {
        try (var module = WebAssembly.compileText(USER)) {
            return WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", memory)));
        }
    }

    @Test
    void instancesShareIt() {
        var memory = Memory.create(store, MemoryType.of(1, 3));
        memory.writeInt(8, 42);
        var one = user(memory);
        var other = user(memory);
        assertThat(one.function("load").call(8)).isEqualTo(42);
        one.function("store").call(8, 43);
        assertThat(other.function("load").call(8)).isEqualTo(43);
        assertThat(memory.readInt(8)).isEqualTo(43);
        assertThat(other.function("grow").call()).isEqualTo(1);
        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.grow(1)).isEqualTo(2);
        assertThat(one.function("grow").call()).as("beyond the maximum").isEqualTo(-1);
    }

    @Test
    void oneObjectStandsForItInItsStore() {
        var memory = Memory.create(store, MemoryType.of(1, 3));
        var seen = new Object[1];
        var look = HostFunction.of(FunctionType.of(), (caller, none) -> {
            seen[0] = caller.memory();
            return null;
        });
        try (var module = WebAssembly.compileText("""
                (module
                  (import "env" "memory" (memory 1))
                  (import "env" "look" (func $look))
                  (export "memory" (memory 0))
                  (func (export "f") (call $look)))
                """)) {
            var instance =
                    WebAssembly.instantiate(store, module, Map.of("env", Map.of("memory", memory, "look", look)));
            instance.function("f").call();
            assertThat(instance.memory("memory")).isSameAs(memory);
            assertThat(seen[0]).isSameAs(memory);
            assertThat(user(memory).memory("again")).isSameAs(memory);
            assertThat(memory).isNotEqualTo(Memory.create(store, MemoryType.of(1, 3)));
        }
    }

    @Test
    void itHasTheTypeThatWasAskedFor() {
        var type = new MemoryType(2, OptionalLong.of(5), true, false, 65536);
        assertThat(type).isEqualTo(MemoryType.of(2, 5).with64());
        var memory = Memory.create(store, type);
        assertThat(memory.type()).isEqualTo(type);
        assertThat(memory.size()).isEqualTo(2);
        assertThat(memory.read(0, 65536)).containsOnly(0);
        assertThat(memory).hasToString("the memory of the host of 2..5 pages, 64-bit");
    }

    @Test
    void itsPagesMayHaveOneByte() {
        var memory = Memory.create(store, MemoryType.of(10, 12).withPageSize(1));
        assertThat(memory.byteSize()).isEqualTo(10);
        assertThat(memory.grow(2)).isEqualTo(10);
        memory.writeByte(11, (byte) 1);
        assertThatThrownBy(() -> memory.readByte(12)).isInstanceOf(IndexOutOfBoundsException.class);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withProposal(Proposal.CUSTOM_PAGE_SIZES, true));
                var module = engine.compile("""
                        (module (import "env" "memory" (memory 5 20 (pagesize 1))))
                        """.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                var other = Store.create(engine)) {
            assertThat(module.imports().getFirst().type())
                    .isEqualTo(MemoryType.of(5, 20).withPageSize(1));
            var small = Memory.create(other, MemoryType.of(7, 12).withPageSize(1));
            WebAssembly.instantiate(other, module, Map.of("env", Map.of("memory", small)))
                    .close();
            var large = Memory.create(other, MemoryType.of(7, 12));
            assertThatThrownBy(() -> WebAssembly.instantiate(other, module, Map.of("env", Map.of("memory", large))))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("page size");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | 1 | 65536 | false | maximum page size cannot be smaller than the minimum",
                "65537 | | 65536 | false | minimum size is too large",
                "1 | 65537 | 65536 | false | maximum size is too large",
                "-1 | | 65536 | false | must be 0 or more",
                "1 | -2 | 65536 | false | must be 0 or more",
                "1 | 2 | 4096 | false | must have 1 or 65536 bytes",
                "1 | 2 | 0 | false | must have 1 or 65536 bytes",
                "9223372036854775807 | | 65536 | true | must fit in a u64",
            })
    void anImpossibleTypeIsRefused(long minimum, Long maximum, long pageSize, boolean is64, String problem) {
        var limit = maximum == null ? OptionalLong.empty() : OptionalLong.of(maximum);
        var type = new MemoryType(minimum, limit, is64, false, pageSize);
        assertThatThrownBy(() -> Memory.create(store, type))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(problem)
                .hasMessageContaining(type.toString());
    }

    @Test
    void whatTheMachineHasNoRoomForIsRefused() {
        assertThatThrownBy(() -> Memory.create(store, MemoryType.of(1L << 47).with64()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a memory of 140737488355328.. pages, 64-bit");
    }

    @Test
    void theLimitOfTheStoreHolds() {
        try (var small = Store.create(Engine.shared(), StoreOptions.DEFAULT.withMaxMemory(65536))) {
            assertThatThrownBy(() -> Memory.create(small, MemoryType.of(2)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("a memory of 2.. pages");
            var memory = Memory.create(small, MemoryType.of(1));
            assertThatThrownBy(() -> memory.grow(1)).isInstanceOf(IllegalArgumentException.class);
            assertThat(memory.size()).isEqualTo(1);
        }
    }

    @Test
    void whatDoesNotFitTheImportIsRefused() {
        assertThatThrownBy(() -> user(Memory.create(store, MemoryType.of(0, 3))))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("env")
                .hasMessageContaining("memory");
        assertThatThrownBy(() -> user(Memory.create(store, MemoryType.of(1, 5))))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("memory");
        assertThatThrownBy(() -> user(Memory.create(store, MemoryType.of(1)))).isInstanceOf(LinkException.class);
        assertThatThrownBy(() -> user(Memory.create(store, MemoryType.of(1, 4).with64())))
                .isInstanceOf(LinkException.class);
        var grown = Memory.create(store, MemoryType.of(0, 3));
        grown.grow(1);
        assertThat(user(grown).function("load").call(0))
                .as("its size of now counts")
                .isEqualTo(0);
    }

    @Test
    void aMemoryOfAnotherStoreIsRefused() {
        try (var other = Store.create(Engine.shared())) {
            var memory = Memory.create(other, MemoryType.of(1, 4));
            assertThatThrownBy(() -> user(memory))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("env.memory")
                    .hasMessageContaining("another store");
        }
    }

    @Test
    void aClosedStoreHasNone() {
        var memory = Memory.create(store, MemoryType.of(1, 4));
        store.close();
        assertThatThrownBy(() -> Memory.create(store, MemoryType.of(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the store is closed");
        assertThatThrownBy(() -> memory.readInt(0)).hasMessage("the store is closed");
        assertThatThrownBy(() -> memory.view(0, 1, bytes -> bytes)).hasMessage("the store is closed");
        assertThatThrownBy(() -> memory.grow(0)).hasMessage("the store is closed");
        assertThatThrownBy(memory::size).hasMessage("the store is closed");
        assertThat(memory).hasToString("the memory of the host of 1..4 pages");
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> Memory.create((Store) null, MemoryType.of(1))).hasMessage("store");
        assertThatThrownBy(() -> Memory.create(store, null)).hasMessage("type");
        assertThatThrownBy(() -> Memory.create((Engine) null, MemoryType.of(1))).hasMessage("engine");
        assertThatThrownBy(() -> Memory.create(Engine.shared(), null)).hasMessage("type");
        assertThatThrownBy(() -> Memory.create(Engine.shared(), MemoryType.of(1), null))
                .hasMessage("arena");
        assertThatThrownBy(() -> new MemoryType(1, null, false, false, 1)).hasMessage("maximum");
        assertThatThrownBy(() -> Memory.create(store, MemoryType.of(1)).view(0, 1, null))
                .hasMessage("user");
    }
}
