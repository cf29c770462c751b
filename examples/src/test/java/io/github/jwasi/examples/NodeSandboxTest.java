package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.Store;
import io.github.jwasi.Trap;
import io.github.jwasi.TrapException;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Section H, preopens, links, clocks, signals and threads.
 *
 * <p>What leaves a sandbox is refused with {@code EPERM}, where Node has {@code ENOTCAPABLE}; and in row H4 Node lets the
 * guest out, through a link to a directory.
 */
@Timeout(60)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the links are made as Unix makes them")
class NodeSandboxTest {
    private static final int SIGKILL = 9;

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.concat(paths(), Stream.concat(links(), system()));
    }

    private interface Use {
        void with(WasiCalls calls) throws Throwable;
    }

    private static NodeRow.Check calls(Use use) {
        return folder -> {
            try (var calls = new WasiCalls(WASI.builder().preopen("/sandbox", fill(folder)))) {
                use.with(calls);
            }
        };
    }

    private static Path fill(Path folder) throws Exception {
        Files.writeString(folder.resolve("outside"), "SECRET");
        var outside = Files.createDirectory(folder.resolve("outside_dir"));
        Files.writeString(outside.resolve("secret"), "SECRET");
        var sandbox = Files.createDirectory(folder.resolve("sandbox"));
        Files.writeString(sandbox.resolve("file"), "inside");
        for (var link : Map.of(
                        "abc",
                        "file",
                        "escape",
                        "../outside",
                        "escape_dir",
                        "../outside_dir",
                        "loop1",
                        "loop2",
                        "loop2",
                        "loop1")
                .entrySet()) {
            Files.createSymbolicLink(sandbox.resolve(link.getKey()), Path.of(link.getValue()));
        }
        return sandbox;
    }

    private static Stream<NodeRow> paths() {
        return Stream.of(
                row(
                        "H1",
                        "a path that leaves the sandbox",
                        calls(calls -> assertThat(calls.open("../outside")).isEqualTo(WasiCalls.PERM))),
                row(
                        "H6",
                        "a file opened as a directory",
                        calls(calls -> assertThat(calls.openDirectory("file")).isEqualTo(WasiCalls.NOTDIR))),
                row("H8", "two sandboxes", calls(calls -> {
                    try (var other = new WasiCalls(WASI.builder())) {
                        assertThat(calls.call("fd_prestat_get", 3, 0)).isZero();
                        assertThat(other.call("fd_prestat_get", 3, 0)).isEqualTo(WasiCalls.BADF);
                    }
                })));
    }

    private static Stream<NodeRow> links() {
        return Stream.of(
                row(
                        "H2",
                        "a link inside the sandbox",
                        calls(calls -> assertThat(calls.read("abc")).isEqualTo("inside"))),
                row(
                        "H3",
                        "a link that leaves the sandbox",
                        calls(calls -> assertThat(calls.open("escape")).isEqualTo(WasiCalls.PERM))),
                row(
                        "H4",
                        "a path through a link to a directory outside",
                        calls(calls ->
                                assertThat(calls.open("escape_dir/secret")).isEqualTo(WasiCalls.PERM))),
                row(
                        "H5",
                        "links in a loop",
                        calls(calls -> assertThat(calls.open("loop1")).isEqualTo(WasiCalls.LOOP))),
                row(
                        "H7",
                        "what a link holds, without a NUL",
                        calls(calls -> assertThat(calls.readLink("abc")).isEqualTo("file"))));
    }

    private static Stream<NodeRow> system() {
        return Stream.of(
                row("H9", "the time of an unknown clock", calls(calls -> {
                    assertThat(calls.call("clock_time_get", 99, 0L, 0)).isEqualTo(WasiCalls.INVAL);
                    assertThat(calls.call("clock_res_get", -1, 0)).isEqualTo(WasiCalls.INVAL);
                })),
                row("H10", "the resolutions of the clocks, of which two are unknown", calls(calls -> {
                    assertThat(calls.call("clock_res_get", 0, 0)).isZero();
                    assertThat(calls.call("clock_res_get", 1, 0)).isZero();
                    assertThat(calls.call("clock_res_get", 2, 0)).isEqualTo(WasiCalls.BADF);
                    assertThat(calls.call("clock_res_get", 3, 0)).isEqualTo(WasiCalls.BADF);
                })),
                row(
                        "H11",
                        "a poll for nothing",
                        calls(calls -> assertThat(calls.call("poll_oneoff", 0, 0, 0, 0))
                                .isEqualTo(WasiCalls.INVAL))),
                row("H12", "an endless guest is stopped from outside", folder -> assertStopsEndlessGuest()),
                row("H13", "a signal is refused and reaches no process", calls(calls -> {
                    assertThat(calls.call("proc_raise", SIGKILL)).isEqualTo(WasiCalls.NOTSUP);
                    assertThat(calls.call("proc_raise", 99)).isEqualTo(WasiCalls.INVAL);
                })));
    }

    static void assertStopsEndlessGuest() throws InterruptedException {
        var guest = "(module (memory (export \"memory\") 1) (func (export \"_start\") (loop $again (br $again))))";
        try (var engine = Engine.create(EngineOptions.DEFAULT.withInterruptible(true));
                var module = engine.compile(guest.getBytes(StandardCharsets.UTF_8));
                var store = Store.create(engine);
                var wasi = WASI.builder().version("preview1").build()) {
            var instance = WebAssembly.instantiate(store, module, wasi.getImportObject());
            var other = Thread.ofPlatform().start(store::interrupt);
            assertThatThrownBy(() -> wasi.start(instance))
                    .isInstanceOfSatisfying(
                            TrapException.class, e -> assertThat(e.trap()).isEqualTo(Trap.INTERRUPT));
            other.join();
        }
    }
}
