package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the host throws below a guest comes out above it, the very same object. */
@Timeout(60)
class ThrowableTest {
    private static final String GUEST = """
            (module
              (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "host" "call" (func $host))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\10\\00\\00\\00\\04\\00\\00\\00")
              (func $callHost (export "callHost") (call $host))
              (func (export "read") (result i32) (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 8)))
              (func (export "write") (param i32) (result i32)
                (call $write (local.get 0) (i32.const 0) (i32.const 1) (i32.const 8)))
              (func (export "answer") (result i32) (i32.const 42)))
            """;

    static Stream<Throwable> throwables() {
        return Stream.of(
                new IllegalStateException("unchecked"),
                new IOException("checked"),
                new AssertionError("error"),
                new OutOfMemoryError("pretended"),
                overflow(),
                new Throwable("any"));
    }

    private static StackOverflowError overflow() {
        try {
            throw new AssertionError(recurse(0));
        } catch (StackOverflowError e) {
            return e;
        }
    }

    private static int recurse(int depth) {
        if (depth < 0) {
            return depth;
        }
        return recurse(depth + 1) + 1;
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void comesOutOfAHostFunction(Throwable thrown) {
        assertComesOut(thrown, new Streams(thrown), "callHost");
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void comesOutOfAnInputStream(Throwable thrown) {
        assertComesOut(thrown, new Streams(thrown), "read");
    }

    @ParameterizedTest
    @MethodSource("throwables")
    void comesOutOfAnOutputStream(Throwable thrown) {
        assertComesOut(thrown, new Streams(thrown), "write", 1);
        assertComesOut(thrown, new Streams(thrown), "write", 2);
    }

    @Test
    void aStackOverflowWithinAStreamComesOut() {
        var input = new InputStream() {
            @Override
            public int read() {
                return recurse(0);
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                return read();
            }
        };
        var output = new OutputStream() {
            @Override
            public void write(int next) {
                throw new AssertionError(recurse(next));
            }
        };
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(input))
                        .stdout(output)
                        .build();
                var module = WebAssembly.compileText(GUEST)) {
            var imports = wasi.getImportObject();
            imports.putAll(host((caller, none) -> recurse(0)));
            try (var instance = WebAssembly.instantiate(module, imports)) {
                for (var call : List.<ThrowingCallable>of(
                        () -> instance.function("read").call(),
                        () -> instance.function("write").call(1),
                        () -> instance.function("callHost").call())) {
                    assertThat(catchThrowable(call)).isInstanceOf(StackOverflowError.class);
                    assertThat(instance.function("answer").call()).isEqualTo(42);
                }
            }
        }
    }

    /** The guest's frames come beside it, in what it suppressed. */
    @Test
    void keepsItsOwnStackTrace() {
        var thrown = new IllegalStateException("mine");
        var frames = thrown.getStackTrace();
        try (var module = WebAssembly.compileText("""
                        (module $guest
                          (import "host" "call" (func $host))
                          (func $inner (call $host))
                          (func $outer (export "f") (call $inner)))
                        """);
                var instance = WebAssembly.instantiate(module, host((caller, none) -> {
                    throw thrown;
                }))) {
            assertThat(catchThrowable(() -> instance.function("f").call())).isSameAs(thrown);
            assertThat(thrown.getStackTrace()).isEqualTo(frames);
            assertThat(thrown.getSuppressed()).singleElement().isInstanceOfSatisfying(TrapException.class, guest -> {
                assertThat(guest.frames())
                        .extracting(frame -> frame.function().orElse(""))
                        .containsExactly("inner", "outer");
            });
        }
    }

    /** Thrown where it was made, it shows the calls of both languages in their order. */
    @Test
    void showsTheGuestsFramesBetweenJavas() {
        try (var module = WebAssembly.compileText("""
                        (module $guest
                          (import "host" "call" (func $host))
                          (func $inner (call $host))
                          (func $outer (export "f") (call $inner))
                          (func $trap (export "trap") unreachable))
                        """);
                var below = WebAssembly.instantiate(module, host((caller, none) -> null));
                var above = WebAssembly.instantiate(module, host((caller, none) -> callBelow(below)));
                var throwing = WebAssembly.instantiate(module, host((caller, none) -> {
                    throw new IllegalStateException("mine");
                }))) {
            assertThat(methods(catchThrowable(() -> above.function("f").call())))
                    .containsSubsequence(
                            "guest.trap",
                            "Function.call",
                            "ThrowableTest.callBelow",
                            "HostCall.enter",
                            "guest.inner",
                            "guest.outer",
                            "Function.call",
                            "ThrowableTest.showsTheGuestsFramesBetweenJavas");
            assertThat(methods(catchThrowable(() -> throwing.function("f").call())))
                    .containsSubsequence("HostCall.enter", "guest.inner", "guest.outer", "Function.call");
        }
    }

    private static Object callBelow(Instance below) {
        return below.function("trap").call();
    }

    private static List<String> methods(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .map(element -> element.getClassName().replaceAll(".*\\.", "") + "." + element.getMethodName())
                .toList();
    }

    @Test
    void comesOutOfTwoGuestsAndHasTheFramesOfBoth() {
        var thrown = new IllegalStateException("inner");
        HostFunction.Body inner = (caller, arguments) -> {
            throw thrown;
        };
        try (var module = WebAssembly.compileText("""
                        (module $two (import "host" "call" (func $host)) (func $callHost (export "callHost") (call $host)))
                        """);
                var below = WebAssembly.instantiate(module, host(inner));
                var above = WebAssembly.instantiate(
                        module,
                        host((caller, arguments) -> below.function("callHost").call()))) {
            assertThat(catchThrowable(() -> above.function("callHost").call())).isSameAs(thrown);
            assertThat(thrown.getSuppressed())
                    .hasSize(2)
                    .allSatisfy(frames -> assertThat(((TrapException) frames).wasmStackTrace())
                            .contains("two!callHost"));
        }
    }

    private static Map<String, Map<String, ImportValue>> host(HostFunction.Body body) {
        return Map.of("host", Map.of("call", HostFunction.of(FunctionType.of(), body)));
    }

    private static void assertComesOut(Throwable thrown, Streams streams, String function, Object... arguments) {
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .stdin(Input.of(streams.input))
                        .stdout(streams.output)
                        .stderr(streams.output)
                        .build();
                var module = WebAssembly.compileText(GUEST)) {
            var imports = wasi.getImportObject();
            imports.put("host", Map.of("call", HostFunction.of(FunctionType.of(), (caller, none) -> {
                throw thrown;
            })));
            try (var instance = WebAssembly.instantiate(module, imports)) {
                for (int i = 0; i < 2; i++) {
                    assertThat(catchThrowable(() -> instance.function(function).call(arguments)))
                            .isSameAs(thrown);
                    assertThat(instance.function("answer").call()).isEqualTo(42);
                }
            }
        }
    }

    /** Streams that only throw. */
    private record Streams(InputStream input, OutputStream output) {
        Streams(Throwable thrown) {
            this(
                    new InputStream() {
                        @Override
                        public int read() {
                            throw ThrowableTest.<RuntimeException>sneaky(thrown);
                        }

                        @Override
                        public int read(byte[] target, int offset, int length) {
                            return read();
                        }
                    },
                    new OutputStream() {
                        @Override
                        public void write(int b) {
                            throw ThrowableTest.<RuntimeException>sneaky(thrown);
                        }
                    });
        }
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T extends Throwable> T sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }
}
