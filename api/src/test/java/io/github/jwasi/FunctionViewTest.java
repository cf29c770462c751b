package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntSupplier;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Functions and exports as objects of Java's interfaces, and the reverse. */
class FunctionViewTest {
    private static final String GUEST = """
            (module
              (memory (export "memory") 1)
              (global (export "global") (mut i32) (i32.const 9))
              (func (export "answer") (result i32) (i32.const 42))
              (func (export "nothing"))
              (func (export "negate") (param i32) (result i32) (i32.sub (i32.const 0) (local.get 0)))
              (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
              (func (export "negateLong") (param i64) (result i64) (i64.sub (i64.const 0) (local.get 0)))
              (func (export "addLong") (param i64 i64) (result i64) (i64.add (local.get 0) (local.get 1)))
              (func (export "half") (param f64) (result f64) (f64.mul (local.get 0) (f64.const 0.5)))
              (func (export "divide") (param f64 f64) (result f64) (f64.div (local.get 0) (local.get 1)))
              (func (export "mixed") (param i32 i64 f32 f64) (result f64)
                (f64.add (f64.add (f64.convert_i32_s (local.get 0)) (f64.convert_i64_s (local.get 1)))
                         (f64.add (f64.promote_f32 (local.get 2)) (local.get 3))))
              (func (export "float") (param f32 f32 f32) (result f32)
                (f32.add (f32.add (local.get 0) (local.get 1)) (local.get 2)))
              (func (export "six") (param i32 i32 i32 i32 i32 f32) (result f32)
                (f32.add (local.get 5) (f32.convert_i32_s
                  (i32.add (i32.add (i32.add (i32.add
                    (local.get 0) (local.get 1)) (local.get 2)) (local.get 3)) (local.get 4)))))
              (func (export "pair") (param i32) (result i32 i32) (local.get 0) (i32.const 1))
              (func (export "identity") (param externref) (result externref) (local.get 0))
              (func (export "trap") (param i32) (result i32) unreachable))
            """;

    private final Instance instance = Guests.instantiate(GUEST);

    @AfterEach
    void close() {
        instance.close();
    }

    private Function function(String name) {
        return instance.function(name);
    }

    @Test
    void functionsAreFunctionalInterfaces() {
        assertThat(function("answer").as(IntSupplier.class).getAsInt()).isEqualTo(42);
        function("nothing").as(Runnable.class).run();
        assertThat(function("negate").as(IntUnaryOperator.class).applyAsInt(5)).isEqualTo(-5);
        assertThat(function("add").as(IntBinaryOperator.class).applyAsInt(5, -7))
                .isEqualTo(-2);
        assertThat(function("negateLong").as(LongUnaryOperator.class).applyAsLong(1L << 40))
                .isEqualTo(-(1L << 40));
        assertThat(function("addLong").as(LongBinaryOperator.class).applyAsLong(1L << 40, 1))
                .isEqualTo((1L << 40) + 1);
        assertThat(function("half").as(DoubleUnaryOperator.class).applyAsDouble(5))
                .isEqualTo(2.5);
        assertThat(function("divide").as(DoubleBinaryOperator.class).applyAsDouble(1, 4))
                .isEqualTo(0.25);
    }

    /** An interface that is not public. */
    interface Mixed {
        double apply(int a, long b, float c, double d);

        default double twice(int a, long b, float c, double d) {
            return 2 * apply(a, b, c, d);
        }
    }

    /** One that is. */
    public interface Floats {
        float apply(float a, float b, float c);
    }

    /** Six are more than have a way of their own. */
    public interface Six {
        float apply(int a, int b, int c, int d, int e, float f);
    }

    /** Several results. */
    public interface Pair {
        Object[] apply(int a);
    }

    /** A narrower type than any object. */
    public interface Text {
        String apply(String text);
    }

    @Test
    void functionsAreInterfacesOfTheCaller() {
        var mixed = function("mixed").as(Mixed.class);
        assertThat(mixed.apply(1, 2, 0.5f, 0.25)).isEqualTo(3.75);
        assertThat(mixed.twice(1, 2, 0.5f, 0.25)).isEqualTo(7.5);
        assertThat(function("float").as(Floats.class).apply(1, 2, -0.5f)).isEqualTo(2.5f);
        assertThat(function("six").as(Six.class).apply(1, 2, 3, 4, 5, 0.5f)).isEqualTo(15.5f);
        assertThat(function("pair").as(Pair.class).apply(7)).containsExactly(7, 1);
        assertThat(function("identity").as(Text.class).apply("text")).isEqualTo("text");
        assertThat(function("identity").as(Text.class).apply(null)).isNull();
        @SuppressWarnings("unchecked")
        UnaryOperator<Object> identity = function("identity").as(UnaryOperator.class);
        assertThat(identity.apply(12)).isEqualTo(12);
    }

    @Test
    void aMethodOfAnotherTypeIsRefused() {
        assertThatThrownBy(() -> function("add").as(IntUnaryOperator.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("function add (i32, i32) -> (i32) is (int,int)int in Java, and "
                        + "java.util.function.IntUnaryOperator.applyAsInt is (int)int");
        assertThatThrownBy(() -> function("add").as(LongBinaryOperator.class))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function("add").as(ToIntFunction.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function("answer").as(Runnable.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function("nothing").as(String.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("java.lang.String is no functional interface");
        assertThatThrownBy(() -> function("nothing").as(Map.class)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> function("nothing").as(ExportValue.class))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void failuresComeOutOfEveryView() throws Throwable {
        var trap = function("trap").as(IntUnaryOperator.class);
        assertThatThrownBy(() -> trap.applyAsInt(1)).isInstanceOf(TrapException.class);
        var handle = function("trap").methodHandle();
        assertThatThrownBy(() -> {
                    int ignored = (int) handle.invokeExact(1);
                })
                .isInstanceOf(TrapException.class);
        // The store is as good as before.
        assertThat((int) function("negate").methodHandle().invokeExact(1)).isEqualTo(-1);
        instance.close();
        assertThatThrownBy(() -> trap.applyAsInt(1)).isInstanceOf(IllegalStateException.class);
    }

    /** Some of the exports. */
    interface Exports {
        int add(int a, int b);

        @ExportName("mixed")
        double sum(int a, long b, float c, double d);

        void nothing();

        Memory memory();

        @ExportName("add")
        Function addition();

        Global global();

        int trap(int value);

        default int addThree(int a, int b, int c) {
            return add(add(a, b), c);
        }
    }

    @Test
    void exportsAreAnInterface() {
        var exports = instance.exports(Exports.class);
        assertThat(exports.add(1, 2)).isEqualTo(3);
        assertThat(exports.addThree(1, 2, 3)).isEqualTo(6);
        assertThat(exports.sum(1, 2, 0.5f, 0.25)).isEqualTo(3.75);
        exports.nothing();
        assertThat(exports.memory()).isSameAs(instance.memory("memory"));
        assertThat(exports.addition()).isSameAs(function("add"));
        assertThat(exports.global().get()).isEqualTo(9);
        assertThatThrownBy(() -> exports.trap(1)).isInstanceOf(TrapException.class);
        assertThat(Set.of(exports, instance.exports(Exports.class))).hasSize(2).contains(exports);
        assertThat(exports).hasToString("exports as " + Exports.class.getName());
    }

    /** Nothing of it is there. */
    interface Wrong {
        int missing();

        long add(int a, int b);

        Memory global();
    }

    @Test
    void allThatIsWrongIsNamed() {
        assertThatThrownBy(() -> instance.exports(Wrong.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("it exports no \"missing\"")
                .hasMessageContaining(
                        "function add (i32, i32) -> (i32) is (int,int)int in Java, and the method is (int,int)long")
                .hasMessageContaining("its export \"global\" is a global");
        assertThatThrownBy(() -> instance.exports(String.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hostFunctionsComeFromLambdasAndMethods() throws Exception {
        var lookup = MethodHandles.lookup();
        var length = lookup.findVirtual(String.class, "length", MethodType.methodType(int.class));
        var page = lookup.findStatic(
                FunctionViewTest.class, "pages", MethodType.methodType(long.class, Caller.class, float.class));
        var imports = Map.of(
                "host",
                Map.of(
                        "max", HostFunction.of(IntBinaryOperator.class, Math::max),
                        "half", HostFunction.of(DoubleUnaryOperator.class, x -> x / 2),
                        "length", HostFunction.of(length),
                        "pages", HostFunction.of(page),
                        "run", HostFunction.of(Runnable.class, () -> {}),
                        "pair",
                                HostFunction.of(
                                        FunctionType.of().with(ValueType.I32).returning(ValueType.I32, ValueType.I32),
                                        lookup.findStatic(
                                                FunctionViewTest.class,
                                                "pair",
                                                MethodType.methodType(Object[].class, int.class)))));
        try (var guest = WebAssembly.instantiate(WebAssembly.compileText("""
                (module
                  (import "host" "max" (func $max (param i32 i32) (result i32)))
                  (import "host" "half" (func $half (param f64) (result f64)))
                  (import "host" "length" (func $length (param externref) (result i32)))
                  (import "host" "pages" (func $pages (param f32) (result i64)))
                  (import "host" "run" (func $run))
                  (import "host" "pair" (func $pair (param i32) (result i32 i32)))
                  (memory (export "memory") 3)
                  (func (export "max") (param i32 i32) (result i32) (call $run) (call $max (local.get 0) (local.get 1)))
                  (func (export "half") (param f64) (result f64) (call $half (local.get 0)))
                  (func (export "length") (param externref) (result i32) (call $length (local.get 0)))
                  (func (export "pages") (param f32) (result i64) (call $pages (local.get 0)))
                  (func (export "pair") (param i32) (result i32 i32) (call $pair (local.get 0))))
                """), imports)) {
            assertThat(guest.function("max").call(3, 5)).isEqualTo(5);
            assertThat(guest.function("half").call(3.0)).isEqualTo(1.5);
            assertThat(guest.function("length").call("four")).isEqualTo(4);
            assertThat(guest.function("pages").call(0.5f)).isEqualTo(3L);
            assertThat((Object[]) guest.function("pair").call(4)).containsExactly(4, 5);
            assertThatThrownBy(() -> guest.function("length").call(4)).isInstanceOf(ClassCastException.class);
        }
    }

    static long pages(Caller caller, float ignored) {
        return caller.memory().size();
    }

    static Object[] pair(int first) {
        return new Object[] {first, first + 1};
    }

    @Test
    void methodsThatCannotBeHostFunctionsAreRefused() throws Exception {
        var lookup = MethodHandles.lookup();
        var charAt = lookup.findVirtual(String.class, "charAt", MethodType.methodType(char.class, int.class));
        assertThatThrownBy(() -> HostFunction.of(charAt))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("char");
        var pair = lookup.findStatic(FunctionViewTest.class, "pair", MethodType.methodType(Object[].class, int.class));
        assertThatThrownBy(() -> HostFunction.of(pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("several results");
        assertThatThrownBy(() -> HostFunction.of(FunctionType.of().with(ValueType.I64), pair))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(i64) -> ()")
                .hasMessageContaining("(int)Object[]");
        assertThatThrownBy(() -> HostFunction.of(Mixed.class, (a, b, c, d) -> 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("public");
        assertThatThrownBy(() -> HostFunction.of(FunctionType.of().with(new ValueType("i33")), (c, a) -> null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("i33");
    }

    @Test
    void vectorsHaveLanes() {
        var bytes = new byte[16];
        bytes[0] = 1;
        bytes[15] = -1;
        assertThat(V128.ofBytes(bytes)).isEqualTo(new V128(1, 0xffL << 56));
        assertThat(V128.ofBytes(bytes).bytes()).isEqualTo(bytes);
        assertThat(V128.ofInts(1, 2, 3, 4).ints()).containsExactly(1, 2, 3, 4);
        assertThat(V128.ofFloats(1, 2, 3, 4).floats()).containsExactly(1, 2, 3, 4);
        assertThat(V128.ofDoubles(1, 2).doubles()).containsExactly(1, 2);
        assertThat(new V128(1, 2)).hasToString("0x00000000000000020000000000000001");
        assertThatThrownBy(() -> V128.ofInts(1, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> V128.ofBytes((byte) 1)).isInstanceOf(IllegalArgumentException.class);
    }
}
