package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.ValueType;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
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
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Section I, what Node's C programs and the scripts around them observe, by the guest {@code node} and run as Node runs
 * its own.
 *
 * <p>Differences: what leaves the sandbox gets {@code EPERM} for {@code ENOTCAPABLE} (I1, I24), there are no clocks of the
 * CPU (I2, I10: wasi-libc takes the monotonic one), a folder lists {@code .} and {@code ..} (I20, as wasi-testsuite
 * wants), {@code accept} gives {@code ENOTSOCK} (I21), a misaligned address gives {@code EOVERFLOW} (I27), and a guest
 * runs also without {@code start} (I28, I29).
 */
@Timeout(300)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the links are made as Unix makes them")
class NodeProgramsTest {
    private static final Path GUEST = Path.of("guests", "node", "node.wasm");
    private static final String TEXT = "hello from input.txt\n";

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(fill(folder));
    }

    static Stream<NodeRow> rows() {
        return Stream.of(files(), links(), process(), scripts()).flatMap(rows -> rows);
    }

    private static Stream<NodeRow> files() {
        return Stream.of(
                row("I7", "freopen", prints("freopen_other", "hello from input2.txt\n")),
                row(
                        "I8",
                        "ftruncate",
                        prints("ftruncate_file", "size 0, offset 0\nsize 500, offset 0\nsize 300, offset 0\n")),
                row("I14", "notdir", prints("notdir", "ENOTDIR\n")),
                row("I19", "read_file and read_file_twice", folder -> {
                    prints("read_file", TEXT).run(folder);
                    prints("read_file_twice", TEXT + TEXT).run(folder);
                }),
                row(
                        "I20",
                        "readdir",
                        folder -> assertThat(run("readdir_entries", folder, options())
                                        .lines())
                                .containsExactlyInAnyOrder(
                                        ". directory",
                                        ".. directory",
                                        "input.txt file",
                                        "input2.txt file",
                                        "notadir file",
                                        "subdir directory")),
                row("I22", "stat", prints("stat_file", "size 500, read 4 s, written 9 s\n")),
                row("I23", "stdin", folder -> {
                    assertThat(run("stdin_line", folder, options().stdin(Input.of(bytes("hello world")))))
                            .isEqualTo("hello world");
                    assertThat(run("stdin_line", folder, options().stdin(Input.of(bytes("x".repeat(33))))))
                            .isEqualTo("x".repeat(31));
                }),
                row("I26", "write_file", folder -> {
                    prints("write_file", "12 bytes\n").run(folder);
                    assertThat(folder.resolve("sandbox/output.txt")).hasContent("hello, file!");
                }));
    }

    private static Stream<NodeRow> links() {
        return Stream.of(
                row("I1", "cant_dotdot", prints("cant_dotdot", "EPERM\n")),
                row("I3", "create_symlink", prints("create_symlink", "hello from input-in-subdir.txt\n")),
                row("I6", "follow_symlink", prints("follow_symlink", TEXT)),
                row("I12", "link", prints("link_file", "")),
                row("I24", "symlink_escape", prints("symlink_escape", "EPERM\n")),
                row("I25", "symlink_loop", prints("symlink_loop", "ELOOP\n")));
    }

    private static Stream<NodeRow> process() {
        return Stream.of(
                row("I2", "clock_getres", prints("clock_resolutions", "known\nknown\nEBADF\nEBADF\n")),
                row(
                        "I4",
                        "exitcode",
                        folder -> assertThat(status("exitcode", folder, options()))
                                .isEqualTo(120)),
                row("I5", "fd_prestat_get_refresh", prints("fd_prestat_get_refresh", "")),
                row("I9", "getentropy", prints("getentropy_bytes", "")),
                row("I10", "getrusage", prints("getrusage_moves", "")),
                row("I11", "gettimeofday", prints("gettimeofday_moves", "")),
                row("I13", "main_args", prints("main_args", "foo\n-bar\n--baz=value\n")),
                row("I15", "poll", folder -> {
                    assertThat(run("poll_events", folder, options())).startsWith("POLLIN");
                    var empty = Files.createFile(folder.resolve("empty"));
                    assertThat(run("poll_events", folder, options().stdin(Input.of(empty))))
                            .startsWith("POLLIN");
                }),
                row("I16", "poll_win", prints("poll_timer", "")),
                row("I17", "preopen_populates", prints("preopen_populates", "")),
                row("I21", "sock", prints("sock", "ENOTSOCK\n")),
                row("I27", "uint32 and int32 addresses", prints("uint32_pointers", "")));
    }

    private static Stream<NodeRow> scripts() {
        return Stream.of(
                row(
                        "I28",
                        "a guest without start does not crash",
                        folder -> assertRunsWithoutStart("exitcode", folder)),
                row("I29", "Java before start", folder -> assertRunsWithoutStart("read_file", folder)),
                row("I30", "the exit code, and a replaced proc_exit", folder -> assertExits(folder)),
                row(
                        "I31",
                        "an endless guest is stopped from another thread",
                        folder -> NodeSandboxTest.assertStopsEndlessGuest()));
    }

    private static Path fill(Path folder) throws IOException {
        var sandbox = Files.createDirectory(folder.resolve("sandbox"));
        var inside = Files.createDirectory(sandbox.resolve("subdir"));
        Files.createDirectory(folder.resolve("tmp"));
        Files.writeString(folder.resolve("outside.txt"), "SECRET");
        Files.writeString(sandbox.resolve("input.txt"), TEXT);
        Files.writeString(sandbox.resolve("input2.txt"), "hello from input2.txt\n");
        Files.createFile(sandbox.resolve("notadir"));
        Files.writeString(inside.resolve("input-in-subdir.txt"), "hello from input-in-subdir.txt\n");
        var links = Map.of(
                "input_link.txt",
                "../input.txt",
                "outside.txt",
                "../../outside.txt",
                "loop1",
                "loop2",
                "loop2",
                "loop1");
        for (var link : links.entrySet()) {
            Files.createSymbolicLink(inside.resolve(link.getKey()), Path.of(link.getValue()));
        }
        return folder;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static WasiBuilder options() {
        return WASI.builder().stdin(Input.empty());
    }

    private static WASI build(WasiBuilder options, String program, Path folder) {
        return options.version(WASI.Version.PREVIEW1)
                .args("foo", "-bar", "--baz=value")
                .env("NODE_PLATFORM", "linux")
                .env("PROGRAM", program)
                .preopen("/sandbox", folder.resolve("sandbox"))
                .preopen("/tmp", folder.resolve("tmp"))
                .build();
    }

    private static int status(String program, Path folder, WasiBuilder options) throws IOException {
        try (var wasi = build(options, program, folder);
                var module = WebAssembly.compile(GUEST);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            return wasi.start(instance);
        }
    }

    /** What a program prints. */
    private static String run(String program, Path folder, WasiBuilder options) throws IOException {
        var stdout = Output.capture();
        var stderr = Output.capture();
        int status = status(program, folder, options.stdout(stdout).stderr(stderr));
        assertThat(stderr.text()).as(program).isEmpty();
        assertThat(status).as(program).isZero();
        return stdout.text();
    }

    private static NodeRow.Check prints(String program, String expected) {
        return folder -> assertThat(run(program, folder, options())).isEqualTo(expected);
    }

    private static void assertRunsWithoutStart(String program, Path folder) throws IOException {
        var stdout = Output.capture();
        try (var wasi = build(options().stdout(stdout), program, folder);
                var module = WebAssembly.compile(GUEST);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            var schedYield = WasiCalls.function(wasi, "sched_yield");
            assertThatIllegalStateException()
                    .isThrownBy(schedYield::call)
                    .withMessage("wasi.start() has not been called");
            if (program.equals("exitcode")) {
                assertThatThrownBy(() -> instance.function("_start").call())
                        .hasMessage("the guest exited with code 120");
            } else {
                instance.function("_start").call();
                assertThat(stdout.text()).isEqualTo(TEXT);
            }
        }
    }

    private static void assertExits(Path folder) throws IOException {
        assertThat(status("exitcode", folder, options())).isEqualTo(120);
        var mine = new IllegalStateException("mine");
        try (var wasi = build(options(), "exitcode", folder);
                var module = WebAssembly.compile(GUEST)) {
            wasi.wasiImport().put("proc_exit", HostFunction.of(FunctionType.of().with(ValueType.I32), (caller, all) -> {
                throw mine;
            }));
            try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                assertThatThrownBy(() -> wasi.start(instance)).isSameAs(mine);
            }
        }
    }

    /** Those that see the same in Node 20 and here. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "create_symlink",
                "exitcode",
                "fd_prestat_get_refresh",
                "follow_symlink",
                "freopen_other",
                "ftruncate_file",
                "getentropy_bytes",
                "getrusage_moves",
                "gettimeofday_moves",
                "link_file",
                "main_args",
                "notdir",
                "poll_timer",
                "preopen_populates",
                "read_file",
                "read_file_twice",
                "stat_file",
                "symlink_loop",
                "uint32_pointers",
                "write_file"
            })
    void printsAndExitsAsUnderNode(String program, @TempDir Path node, @TempDir Path java) throws Exception {
        assumeNode();
        var script = Path.of("guests", "node", "run.mjs").toString();
        var expected = Processes.run(
                new ProcessBuilder(
                        "node",
                        "--no-warnings",
                        script,
                        GUEST.toString(),
                        program,
                        fill(node).toString()),
                "");
        var stdout = Output.capture();
        var stderr = Output.capture();
        int status = status(program, fill(java), options().stdout(stdout).stderr(stderr));
        assertThat(new Processes.Result(status, stdout.text(), stderr.text())).isEqualTo(expected);
    }

    private static void assumeNode() throws InterruptedException {
        String version;
        try {
            version = Processes.run(new ProcessBuilder("node", "--version"), "").stdout();
        } catch (IOException e) {
            version = "";
        }
        assumeTrue(
                version.matches("v(2\\d|[3-9]\\d).*\\s*"),
                "skipped: no Node.js 20 or newer to compare with: install nodejs");
    }
}
