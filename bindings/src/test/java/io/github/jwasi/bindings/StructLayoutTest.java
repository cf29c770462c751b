package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemoryLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The sizes that a C compiler gives the structures of wasmtime's headers, on every platform with 64 bits. */
class StructLayoutTest {
    static Arguments[] sizes() {
        return new Arguments[] {
            size(wasm_byte_vec_t.layout(), 16),
            size(jwasi_slot_t.layout(), 16),
            size(wasmtime_func_t.layout(), 16),
            size(wasmtime_instance_t.layout(), 16),
            size(wasmtime_memory_t.layout(), 24),
            size(wasmtime_table_t.layout(), 24),
            size(wasmtime_global_t.layout(), 24),
            size(wasmtime_tag_t.layout(), 24),
            size(wasmtime_anyref_t.layout(), 24),
            size(wasmtime_externref_t.layout(), 24),
            size(wasmtime_exnref_t.layout(), 24),
            size(wasmtime_extern_union_t.layout(), 24),
            size(wasmtime_extern_t.layout(), 32),
            size(wasmtime_valunion_t.layout(), 24),
            size(wasmtime_val_t.layout(), 32),
            size(wasmtime_val_raw_t.layout(), 16),
        };
    }

    private static Arguments size(MemoryLayout layout, long bytes) {
        return Arguments.of(layout.name().orElseThrow(), layout, bytes);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("sizes")
    void sizeAndAlignment(String name, MemoryLayout layout, long bytes) {
        assertThat(layout.byteSize()).as(name).isEqualTo(bytes);
        assertThat(layout.byteAlignment()).as(name).isEqualTo(8);
    }

    @Test
    void taggedUnionsBeginAfterTheirTag() {
        assertThat(wasmtime_val_t.kind$offset()).isZero();
        assertThat(wasmtime_val_t.of$offset()).isEqualTo(8);
        assertThat(wasmtime_extern_t.kind$offset()).isZero();
        assertThat(wasmtime_extern_t.of$offset()).isEqualTo(8);
    }

    @Test
    void allKindsOfRawValueBeginAtTheSameByte() {
        assertThat(wasmtime_val_raw_t.i32$offset()).isZero();
        assertThat(wasmtime_val_raw_t.i64$offset()).isZero();
        assertThat(wasmtime_val_raw_t.f32$offset()).isZero();
        assertThat(wasmtime_val_raw_t.f64$offset()).isZero();
        assertThat(wasmtime_val_raw_t.v128$offset()).isZero();
        assertThat(wasmtime_val_raw_t.funcref$offset()).isZero();
    }
}
