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

import io.github.jwasi.ExitException;
import io.github.jwasi.WASI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section D, {@link WASI#initialize}. */
@Timeout(60)
class NodeInitializeTest {
    private static final String STARTED = "WASI instance has already started";
    private static final String COUNTER = MEMORY + """
            (global $count (mut i32) (i32.const 0))
            (func (export "_initialize") (global.set $count (i32.add (global.get $count) (i32.const 40))))
            (func (export "next") (result i32)
              (global.set $count (i32.add (global.get $count) (i32.const 1)))
              (global.get $count))
            (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
            """;
    private static final String EXITS = EXIT + MEMORY + "(func (export \"%s\") (call $exit (i32.const 4)))";

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.concat(instances(), calls());
    }

    private static Stream<NodeRow> instances() {
        return Stream.of(
                row(
                        "D1",
                        "without an instance",
                        folder -> with(
                                MEMORY,
                                (wasi, instance) -> assertThatNullPointerException()
                                        .isThrownBy(() -> wasi.initialize(null))
                                        .withMessage("instance"))),
                row(
                        "D3",
                        "a global named _initialize",
                        folder -> assertRefused(
                                MEMORY + "(global (export \"_initialize\") i32 (i32.const 5))",
                                "instance.exports._initialize must be a function")),
                row(
                        "D4",
                        "_start and _initialize",
                        folder -> assertRefused(MEMORY + START + INITIALIZE, "instance.exports._start must be absent")),
                row(
                        "D5",
                        "a command",
                        folder -> assertRefused(MEMORY + START, "instance.exports._start must be absent")),
                row("D6", "no memory", folder -> assertRefused(INITIALIZE, "instance.exports.memory must be a Memory")),
                row("D8", "no _initialize", folder -> with(MEMORY, WASI::initialize)));
    }

    private static void assertRefused(String body, String message) throws Throwable {
        with(
                body,
                (wasi, instance) -> assertThatIllegalArgumentException()
                        .isThrownBy(() -> wasi.initialize(instance))
                        .withMessageStartingWith(message));
    }

    private static Stream<NodeRow> calls() {
        return Stream.of(
                row(
                        "D10",
                        "runs _initialize once, and functions can be called",
                        folder -> with(COUNTER, (wasi, instance) -> {
                            wasi.initialize(instance);
                            assertThat(instance.function("next").call()).isEqualTo(41);
                            assertThat(instance.function("next").call()).isEqualTo(42);
                            assertThat(instance.function("add").call(2, 3)).isEqualTo(5);
                        })),
                row(
                        "D11",
                        "a second initialize",
                        folder -> with(COUNTER, (wasi, instance) -> {
                            wasi.initialize(instance);
                            assertStarted(() -> wasi.initialize(instance));
                        })),
                row(
                        "D12",
                        "start after initialize",
                        folder -> with(COUNTER, (wasi, instance) -> {
                            wasi.initialize(instance);
                            assertStarted(() -> wasi.start(instance));
                        })),
                row(
                        "D13",
                        "proc_exit in _initialize",
                        folder -> with(
                                EXITS.formatted("_initialize"),
                                (wasi, instance) -> assertExits(() -> wasi.initialize(instance)))),
                row(
                        "D14",
                        "proc_exit in a function called later",
                        folder -> with(EXITS.formatted("later"), (wasi, instance) -> {
                            wasi.initialize(instance);
                            assertExits(() -> instance.function("later").call());
                        })));
    }

    private static void assertStarted(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call).withMessage(STARTED);
    }

    private static void assertExits(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ExitException.class, e -> assertThat(e.code()).isEqualTo(4));
    }
}
