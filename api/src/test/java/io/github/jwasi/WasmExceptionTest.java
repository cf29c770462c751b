package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WasmExceptionTest {
    private static final String GUEST = """
            (module
              (import "host" "tag" (tag $host (param i32 externref)))
              (import "host" "fail" (func $fail))
              (tag $own (export "own") (param i64))
              (func (export "throw") (param i64) (throw $own (local.get 0)))
              (func (export "throwHost") (param i32 externref) (throw $host (local.get 0) (local.get 1)))
              (func (export "call") (call $fail))
              (func (export "catch") (result i32 externref)
                (block $caught (result i32 externref)
                  (try_table (catch $host $caught) (call $fail))
                  (i32.const -1) (ref.null extern)))
              (func (export "catchRef") (result exnref)
                (block $caught (result exnref)
                  (try_table (catch_all_ref $caught) (call $fail))
                  (ref.null exn)))
              (func (export "rethrow") (param exnref) (throw_ref (local.get 0))))
            """;

    private final Engine engine = Engine.create(EngineOptions.DEFAULT);
    private final Store store = Store.create(engine);
    private final Tag tag = Tag.create(store, new TagType(List.of(ValueType.I32, ValueType.EXTERNREF)));

    private Throwable failure = new AssertionError("not set");

    private final Instance instance = WebAssembly.instantiate(
            store,
            Guests.compile(engine, GUEST),
            Map.of("host", Map.of("tag", tag, "fail", HostFunction.of(FunctionType.of(), (caller, arguments) -> {
                throw failure;
            }))));

    @AfterEach
    void close() {
        store.close();
        engine.close();
    }

    private WasmException thrownBy(String function, Object... arguments) {
        return catchThrowableOfType(
                WasmException.class, () -> instance.function(function).call(arguments));
    }

    @Test
    void whatTheGuestThrowsComesOutWithItsTagAndValues() {
        var own = thrownBy("throw", 5L);
        assertThat(own.tag()).isSameAs(instance.tag("own"));
        assertThat(own.is(tag)).isFalse();
        assertThat(own.values()).containsExactly(5L);
        assertThat(own).hasMessageContaining("tag of a guest [i64]: [5]");
        var object = new Object();
        var ofHost = thrownBy("throwHost", 3, object);
        assertThat(ofHost.is(tag)).isTrue();
        assertThat(ofHost.values()).containsExactly(3, object);
        assertThat(instance.function("throw").type().parameters()).hasSize(1);
    }

    @Test
    void theGuestCatchesWhatTheHostThrows() {
        failure = new WasmException(tag, 7, "payload");
        assertThat((Object[]) instance.function("catch").call()).containsExactly(7, "payload");
        // Again: nothing of the first is left.
        assertThat((Object[]) instance.function("catch").call()).containsExactly(7, "payload");
    }

    @Test
    void whatNobodyCatchesIsTheSameObject() {
        failure = new WasmException(tag, 7, "payload");
        assertThatThrownBy(() -> instance.function("call").call()).isSameAs(failure);
        assertThatThrownBy(() -> instance.function("call").call()).isSameAs(failure);
    }

    @Test
    void anExceptionWithAnotherTagPassesTheHandler() {
        failure = new WasmException(instance.tag("own"), 9L);
        assertThatThrownBy(() -> instance.function("catch").call()).isSameAs(failure);
    }

    @Test
    void exceptionsAreReferencesToo() {
        failure = new WasmException(tag, 7, "payload");
        var reference = instance.function("catchRef").call();
        assertThat(reference).isInstanceOf(GcReference.class);
        assertThat(thrownBy("rethrow", reference)).isSameAs(failure);
        assertThatThrownBy(() -> instance.function("rethrow").call((Object) null))
                .isInstanceOfSatisfying(
                        TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.NULL_REFERENCE));
    }

    @Test
    void otherExceptionsOfTheHostAreNotForTheGuest() {
        failure = new IllegalStateException("mine");
        assertThatThrownBy(() -> instance.function("catchRef").call()).isSameAs(failure);
    }

    @Test
    void anExceptionOfAnotherStorePassesThrough() {
        try (var other = Store.create(engine)) {
            var foreign = Tag.create(other, new TagType(List.of()));
            failure = new WasmException(foreign);
            assertThatThrownBy(() -> instance.function("catchRef").call()).isSameAs(failure);
        }
    }

    @Test
    void nestedGuestsCatchEachOthersExceptions() {
        var outer = WebAssembly.instantiate(
                store,
                Guests.compile(engine, GUEST),
                Map.of(
                        "host",
                        Map.of(
                                "tag",
                                tag,
                                "fail",
                                HostFunction.of(
                                        FunctionType.of(),
                                        (caller, arguments) ->
                                                instance.function("throwHost").call(11, "inner")))));
        assertThat((Object[]) outer.function("catch").call()).containsExactly(11, "inner");
        assertThatThrownBy(() -> outer.function("call").call())
                .isInstanceOfSatisfying(
                        WasmException.class, e -> assertThat(e.values()).containsExactly(11, "inner"));
    }

    @Test
    void wrongValuesAreRefused() {
        assertThatThrownBy(() -> new WasmException(tag, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has 2 values, and given were 1");
        assertThatThrownBy(() -> new WasmException(tag, 1L, "text"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("value 0 of an exception")
                .hasMessageContaining("java.lang.Long 1");
        assertThatThrownBy(() -> new WasmException(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Tag.create(store, new TagType(List.of(new ValueType("what")))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tagsHaveToMatch() {
        var wrong = Tag.create(store, new TagType(List.of(ValueType.I32)));
        var module = Guests.compile(engine, "(module (import \"host\" \"tag\" (tag (param i64))))");
        assertThatThrownBy(() -> WebAssembly.instantiate(store, module, Map.of("host", Map.of("tag", wrong))))
                .isInstanceOf(LinkException.class)
                .hasMessageContaining("host");
    }

    @Test
    void manyExceptionsLeaveNothingBehind() {
        failure = new WasmException(tag, 7, "payload");
        for (int i = 0; i < 20_000; i++) {
            assertThat(instance.function("catch").call()).isNotNull();
            assertThat(thrownBy("throw", (long) i).values()).containsExactly((long) i);
        }
    }
}
