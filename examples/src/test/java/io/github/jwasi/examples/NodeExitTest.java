package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeGuests.MEMORY;
import static io.github.jwasi.examples.NodeGuests.START;
import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.WasiBuilder;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Section F, {@link WasiBuilder#returnOnExit}.
 *
 * <p>In row F3 Node ends with the status 0, as of 256 the operating system keeps nothing else: here a guest that failed
 * never looks like one that did not.
 */
@Timeout(300)
class NodeExitTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.of(
                row(
                        "F1",
                        "by default start returns the code",
                        folder -> assertThat(run(NodeGuests.exiting(7), true))
                                .isEqualTo(new Processes.Result(0, "before after 7", ""))),
                row("F2", "without, the process ends with it", folder -> {
                    assertThat(run(NodeGuests.exiting(7), false)).isEqualTo(new Processes.Result(7, "before ", ""));
                    assertThat(run(NodeGuests.exiting(7).replace("_start", "_initialize"), false))
                            .isEqualTo(new Processes.Result(7, "before ", ""));
                }),
                row(
                        "F3",
                        "a code of 256 is a failure",
                        folder -> assertThat(run(NodeGuests.exiting(256), false))
                                .isEqualTo(new Processes.Result(1, "before ", ""))),
                row(
                        "F4",
                        "_start returns",
                        folder -> assertThat(run(MEMORY + START, false))
                                .isEqualTo(new Processes.Result(0, "before after 0", ""))),
                row("F5", "a trap is an exception", folder -> {
                    var result = run(MEMORY + "(func (export \"_start\") unreachable)", true);
                    assertThat(result.status()).isEqualTo(1);
                    assertThat(result.stdout()).isEqualTo("before ");
                    assertThat(result.stderr()).contains("TrapException");
                }),
                row(
                        "F6",
                        "the library prints nothing",
                        folder -> assertThat(run(MEMORY + START, true))
                                .isEqualTo(new Processes.Result(0, "before after 0", ""))));
    }

    private static Processes.Result run(String guest, boolean returnOnExit) throws Exception {
        return Processes.java(NodeProcess.class, guest, Boolean.toString(returnOnExit));
    }
}
