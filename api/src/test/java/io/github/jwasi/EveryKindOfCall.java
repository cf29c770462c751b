package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.IntBinaryOperator;

/** A program that uses everything once in each of some rounds, for a JVM that makes it hard. */
@SuppressWarnings("UnnecessaryStringBuilder") // objects that nobody else holds
final class EveryKindOfCall {
    private static final int ROUNDS = 3;

    private static final String GUEST = """
            (module $guest
              (type $point (struct (field i32)))
              (import "host" "call" (func $host (param i32 i32) (result i32)))
              (import "host" "swap" (func $swap (param externref funcref) (result externref)))
              (import "host" "tag" (tag $tag (param i32 externref)))
              (import "host" "throw" (func $throw))
              (import "host" "global" (global $global (mut externref)))
              (import "host" "table" (table $table 2 10 externref))
              (memory (export "memory") 1 4)
              (func (export "add") (param i32 i32) (result i32) (call $host (local.get 0) (local.get 1)))
              (func (export "vector") (param v128) (result v128) (local.get 0))
              (func (export "swap") (param externref funcref) (result externref)
                (global.set $global (local.get 0))
                (table.set $table (i32.const 1) (local.get 0))
                (call $swap (local.get 0) (local.get 1)))
              (func (export "point") (result (ref $point)) (struct.new $point (i32.const 42)))
              (func (export "x") (param (ref $point)) (result i32) (struct.get $point 0 (local.get 0)))
              (func (export "catch") (result i32 externref)
                (block $caught (result i32 externref)
                  (try_table (catch $tag $caught) (call $throw))
                  (i32.const -1) (ref.null extern)))
              (func (export "trap") unreachable))
            """;

    private EveryKindOfCall() {}

    public static void main(String[] arguments) {
        for (int i = 0; i < ROUNDS; i++) {
            callsAndValues();
            wasi();
        }
        System.out.println("survived " + (CollectingLibrary.collections() > 0 ? "collections" : "without collections"));
    }

    private static void callsAndValues() {
        try (var engine = Engine.create(EngineOptions.DEFAULT);
                var store = Store.create(engine);
                var module = Guests.compile(engine, GUEST)) {
            var tag = Tag.create(store, new TagType(List.of(ValueType.I32, ValueType.EXTERNREF)));
            var global = Global.create(store, new GlobalType(ValueType.EXTERNREF, true), null);
            var table = Table.create(
                    store, new TableType(ValueType.EXTERNREF, 2, OptionalLong.of(10), false), new StringBuilder("a"));
            var instance = WebAssembly.instantiate(
                    store,
                    module,
                    Map.of(
                            "host",
                            Map.of(
                                    "call",
                                    HostFunction.of(IntBinaryOperator.class, Integer::sum),
                                    "swap",
                                    HostFunction.of(
                                            FunctionType.of()
                                                    .with(ValueType.EXTERNREF, ValueType.FUNCREF)
                                                    .returning(ValueType.EXTERNREF),
                                            (caller, values) -> values[1] == null ? "none" : values[0]),
                                    "throw",
                                    HostFunction.of(Runnable.class, () -> {
                                        throw new WasmException(tag, 7, new StringBuilder("payload"));
                                    }),
                                    "tag",
                                    tag,
                                    "global",
                                    global,
                                    "table",
                                    table)));
            assertThat(instance.function("add").as(IntBinaryOperator.class).applyAsInt(2, 3))
                    .isEqualTo(5);
            var sums = new int[10_000];
            var ones = new int[sums.length];
            Arrays.fill(ones, 1);
            try (var _ = store.hold()) {
                instance.function("add").callEach(sums, ones, ones);
            }
            assertThat(sums).containsOnly(2);
            assertThat(instance.function("vector").call(new V128(1, 2))).isEqualTo(new V128(1, 2));
            var swapped = instance.function("swap").call(new StringBuilder("mine"), instance.function("add"));
            assertThat(swapped).hasToString("mine").isSameAs(global.get()).isSameAs(table.get(1));
            assertThat(table.get(0)).hasToString("a");
            assertThat(instance.function("x").call(instance.function("point").call()))
                    .isEqualTo(42);
            store.collectGarbage();
            assertThat(global.get()).hasToString("mine");
            assertThat((Object[]) instance.function("catch").call())
                    .hasSize(2)
                    .satisfies(values -> assertThat(values[1]).hasToString("payload"));
            assertThat(catchThrowable(() -> instance.function("trap").call())).isInstanceOf(TrapException.class);
            var memory = instance.memory("memory");
            memory.grow(1);
            memory.writeString(65_536, "text");
            assertThat(memory.readString(65_536, 4)).isEqualTo("text");
        }
    }

    private static void wasi() {
        var printed = new ByteArrayOutputStream();
        var input = new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8));
        int code = Guests.run(
                Guests.CAT, WASI.builder().args("cat").stdin(Input.of(input)).stdout(printed));
        assertThat(code).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo("hello");
        var captured = Output.capture();
        assertThat(Guests.run(
                        Guests.CAT,
                        WASI.builder()
                                .args("cat")
                                .stdin(Input.of(printed.toByteArray()))
                                .stdout(captured)))
                .isZero();
        assertThat(captured.text()).isEqualTo("hello");
        assertThat(Guests.run(Guests.exiting(7), WASI.builder())).isEqualTo(7);
    }
}
