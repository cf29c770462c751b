package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeGuests.MEMORY;
import static io.github.jwasi.examples.NodeGuests.START;
import static io.github.jwasi.examples.NodeGuests.with;
import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.github.jwasi.WASI;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Section E, {@link WASI#finalizeBindings}.
 *
 * <p>Rows E5 and E6 follow Node's documentation, where its code lets a WASI without memory pass, which fails later.
 */
@Timeout(60)
class NodeFinalizeBindingsTest {
    private static final String TWO_MEMORIES = """
            (import "wasi_snapshot_preview1" "args_sizes_get" (func $sizes (param i32 i32) (result i32)))
            (memory (export "memory") 1)
            (memory (export "other") 1)
            (data (memory 0) (i32.const 0) "\\ff\\ff\\ff\\ff")
            (data (memory 1) (i32.const 0) "\\ff\\ff\\ff\\ff")
            (func (export "sizes") (result i32) (call $sizes (i32.const 0) (i32.const 8)))
            """;

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.of(
                row(
                        "E1",
                        "twice",
                        folder -> with(MEMORY, (wasi, instance) -> {
                            wasi.finalizeBindings(instance);
                            assertStarted(() -> wasi.finalizeBindings(instance));
                            assertStarted(() -> wasi.finalizeBindings(instance, instance.memory("memory")));
                        })),
                row(
                        "E2",
                        "start after finalizeBindings",
                        folder -> with(MEMORY + START, (wasi, instance) -> {
                            wasi.finalizeBindings(instance);
                            assertStarted(() -> wasi.start(instance));
                        })),
                row(
                        "E3",
                        "without an instance",
                        folder -> with(MEMORY, (wasi, instance) -> {
                            assertNull("instance", () -> wasi.finalizeBindings(null));
                            assertNull("instance", () -> wasi.finalizeBindings(null, instance.memory("memory")));
                            wasi.finalizeBindings(instance);
                            assertNull("instance", () -> wasi.finalizeBindings(null));
                        })),
                row(
                        "E4",
                        "a memory of another store",
                        folder -> with(
                                MEMORY,
                                (wasi, instance) -> with(MEMORY, (other, foreign) -> {
                                    assertThatIllegalArgumentException()
                                            .isThrownBy(() -> wasi.finalizeBindings(instance, foreign.memory("memory")))
                                            .withMessageStartingWith("options.memory");
                                    wasi.finalizeBindings(instance, instance.memory("memory"));
                                }))),
                row(
                        "E5",
                        "memory null",
                        folder -> with(
                                MEMORY,
                                (wasi, instance) -> assertNull("memory", () -> wasi.finalizeBindings(instance, null)))),
                row(
                        "E6",
                        "an instance without memory",
                        folder -> with(
                                START,
                                (wasi, instance) -> assertThatIllegalArgumentException()
                                        .isThrownBy(() -> wasi.finalizeBindings(instance))
                                        .withMessage("instance.exports.memory must be a Memory"))),
                row("E8", "the given memory is used", folder -> assertUsesTheGivenMemory()));
    }

    private static void assertStarted(ThrowingCallable call) {
        assertThatIllegalStateException().isThrownBy(call).withMessage("WASI instance has already started");
    }

    private static void assertNull(String name, ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    private static void assertUsesTheGivenMemory() throws Throwable {
        with(TWO_MEMORIES, (wasi, instance) -> {
            var memory = instance.memory("memory");
            var other = instance.memory("other");
            wasi.finalizeBindings(instance, other);
            assertThat(instance.function("sizes").call()).isEqualTo(0);
            assertThat(other.readInt(0)).isZero();
            other.writeInt(0, -1);
            assertThat(WasiCalls.function(wasi, "args_sizes_get").call(0, 4)).isZero();
            assertThat(other.readInt(0)).isZero();
            assertThat(memory.readInt(0)).isEqualTo(-1);
        });
        with(TWO_MEMORIES, (wasi, instance) -> {
            wasi.finalizeBindings(instance);
            assertThat(instance.function("sizes").call()).isEqualTo(0);
            assertThat(instance.memory("memory").readInt(0)).isZero();
            assertThat(instance.memory("other").readInt(0)).isEqualTo(-1);
        });
    }
}
