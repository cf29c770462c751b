package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeGuests.EXIT;
import static io.github.jwasi.examples.NodeGuests.INITIALIZE;
import static io.github.jwasi.examples.NodeGuests.MEMORY;
import static io.github.jwasi.examples.NodeGuests.START;
import static io.github.jwasi.examples.NodeGuests.with;
import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.Instance;
import io.github.jwasi.Trap;
import io.github.jwasi.TrapException;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section C, {@link WASI#start}. */
@Timeout(60)
class NodeStartTest {
    private static final String NO_MEMORY = "instance.exports.memory must be a Memory";
    private static final String NO_START = "instance.exports._start must be a function";
    private static final String STARTED = "WASI instance has already started";
    private static final String DIVIDES =
            MEMORY + "(func (export \"_start\") (drop (i32.div_s (i32.const 1) (i32.const 0))))";
    private static final String RECURSES = MEMORY + """
            (func $deeper (param i64) (result i64)
              (i64.add (call $deeper (i64.add (local.get 0) (i64.const 1))) (i64.const 1)))
            (func (export "_start") (drop (call $deeper (i64.const 0))))
            (func (export "answer") (result i32) (i32.const 42))
            """;
    private static final String NESTED = EXIT + MEMORY + """
            (func $deeper (param i32)
              (if (i32.eqz (local.get 0)) (then (call $exit (i32.const 125))))
              (call $deeper (i32.sub (local.get 0) (i32.const 1)))
              unreachable)
            (func (export "_start") (call $deeper (i32.const 20)))
            """;

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.of(instances(), codes(), states(), failures()).flatMap(rows -> rows);
    }

    private static Stream<NodeRow> instances() {
        return Stream.of(
                row("C1", "without an instance", folder -> assertNeedsInstance()),
                row("C2", "null", folder -> assertNeedsInstance()),
                row("C9", "no memory", folder -> assertRefused(START, NO_MEMORY)),
                row(
                        "C10",
                        "a function named memory",
                        folder -> assertRefused("(func (export \"memory\"))" + START, NO_MEMORY)),
                row("C14", "no _start", folder -> assertRefused(MEMORY, NO_START)),
                row(
                        "C15",
                        "a global named _start",
                        folder -> assertRefused(MEMORY + "(global (export \"_start\") i32 (i32.const 0))", NO_START)),
                row(
                        "C16",
                        "_start and _initialize",
                        folder -> assertRefused(
                                MEMORY + START + INITIALIZE, "instance.exports._initialize must be absent")),
                row("C17", "a reactor", folder -> assertRefused(MEMORY + INITIALIZE, NO_START)),
                row(
                        "C19",
                        "an instance of another store",
                        folder -> with(
                                NodeGuests.exiting(0),
                                (wasi, instance) -> with(NodeGuests.exiting(0), (other, foreign) -> {
                                    assertThatIllegalArgumentException()
                                            .isThrownBy(() -> wasi.start(foreign))
                                            .withMessageContaining("another store");
                                    assertThat(wasi.start(instance)).isZero();
                                }))));
    }

    private static void assertNeedsInstance() throws Throwable {
        with(
                MEMORY,
                (wasi, instance) -> assertThatNullPointerException()
                        .isThrownBy(() -> wasi.start(null))
                        .withMessage("instance"));
    }

    private static void assertRefused(String body, String message) throws Throwable {
        with(
                body,
                (wasi, instance) -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> wasi.start(instance))
                        .withMessageStartingWith(message));
    }

    private static Stream<NodeRow> codes() {
        return Stream.of(
                row("C20", "_start returns", folder -> assertCode(MEMORY + START, 0)),
                row("C21", "proc_exit(7)", folder -> assertCode(NodeGuests.exiting(7), 7)),
                row("C22", "proc_exit(255)", folder -> assertCode(NodeGuests.exiting(255), 255)),
                row("C23", "proc_exit(256)", folder -> assertCode(NodeGuests.exiting(256), 256)),
                row("C24", "proc_exit(0xffffffff)", folder -> assertCode(NodeGuests.exiting(-1), -1)),
                row("C33", "proc_exit in nested calls", folder -> assertCode(NESTED, 125)));
    }

    private static void assertCode(String body, int code) throws Throwable {
        with(body, (wasi, instance) -> assertThat(wasi.start(instance)).isEqualTo(code));
    }

    private static Stream<NodeRow> states() {
        return Stream.of(
                row(
                        "C25",
                        "a second start",
                        folder -> with(MEMORY + START, (wasi, instance) -> {
                            wasi.start(instance);
                            assertStarted(wasi, instance);
                        })),
                row(
                        "C26",
                        "a start after a trap",
                        folder -> with(DIVIDES, (wasi, instance) -> {
                            assertThatThrownBy(() -> wasi.start(instance)).isInstanceOf(TrapException.class);
                            assertStarted(wasi, instance);
                        })),
                row(
                        "C27",
                        "a start after one without _start",
                        folder -> with(MEMORY, (wasi, instance) -> {
                            assertThatIllegalArgumentException().isThrownBy(() -> wasi.start(instance));
                            assertStarted(wasi, instance);
                        })),
                row(
                        "C28",
                        "a start after one without an instance",
                        folder -> with(MEMORY + START, (wasi, instance) -> {
                            assertThatNullPointerException().isThrownBy(() -> wasi.start(null));
                            assertThat(wasi.start(instance)).isZero();
                        })),
                row(
                        "C29",
                        "initialize after start",
                        folder -> with(MEMORY + START, (wasi, instance) -> {
                            wasi.start(instance);
                            assertThatIllegalStateException()
                                    .isThrownBy(() -> wasi.initialize(instance))
                                    .withMessage(STARTED);
                        })));
    }

    private static void assertStarted(WASI wasi, Instance instance) {
        assertThatIllegalStateException().isThrownBy(() -> wasi.start(instance)).withMessage(STARTED);
    }

    private static Stream<NodeRow> failures() {
        return Stream.of(
                row("C30", "a trap", folder -> assertTrap(DIVIDES, Trap.INTEGER_DIVISION_BY_ZERO)),
                row("C31", "an exception of the host comes out unchanged", folder -> assertThrowsItself()),
                row("C32", "the end of the stack", folder -> {
                    assertTrap(RECURSES, Trap.STACK_OVERFLOW);
                    with(RECURSES, (wasi, instance) -> {
                        assertThatThrownBy(() -> wasi.start(instance)).isInstanceOf(TrapException.class);
                        assertThat(instance.function("answer").call()).isEqualTo(42);
                    });
                }));
    }

    private static void assertTrap(String body, Trap trap) throws Throwable {
        with(
                body,
                (wasi, instance) -> assertThatThrownBy(() -> wasi.start(instance))
                        .isInstanceOfSatisfying(
                                TrapException.class, e -> assertThat(e.trap()).isEqualTo(trap)));
    }

    private static void assertThrowsItself() {
        var mine = new Exception("mine");
        var throwing = HostFunction.of(FunctionType.of(), (caller, arguments) -> {
            throw mine;
        });
        try (var wasi = WASI.builder().version("preview1").build();
                var module = WebAssembly.compileText("(module (import \"host\" \"f\" (func $f)) " + MEMORY
                        + "(func (export \"_start\") (call $f)))");
                var instance = WebAssembly.instantiate(module, Map.of("host", Map.of("f", throwing)))) {
            assertThatThrownBy(() -> wasi.start(instance)).isSameAs(mine);
        }
    }
}
