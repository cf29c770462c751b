package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jwasi.Input;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Section A, the options: {@code new WASI(options)} is {@link WASI#builder()}. */
@Timeout(60)
class NodeOptionsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.of(versions(), lists(), directories(), streams()).flatMap(rows -> rows);
    }

    private static Stream<NodeRow> versions() {
        return Stream.of(
                row("A1", "without options: no version", folder -> assertNeedsVersion(WASI.builder())),
                row(
                        "A12",
                        "no version",
                        folder -> assertNeedsVersion(WASI.builder().args("guest"))),
                row("A14", "version null", folder -> {
                    assertNull("version", () -> WASI.builder().version((String) null));
                    assertNull("version", () -> WASI.builder().version((WASI.Version) null));
                }),
                row("A15", "version empty", folder -> assertUnsupported("")),
                row("A16", "version that is none", folder -> assertUnsupported("not_a_version")),
                row("A17", "version preview2", folder -> assertUnsupported("preview2")),
                row("A18", "version in capitals", folder -> assertUnsupported("PREVIEW1")),
                row("A19", "version preview1", folder -> assertBuilds("preview1")),
                row("A20", "version unstable", folder -> assertBuilds("unstable")),
                row(
                        "A50",
                        "the version is checked before all that is opened",
                        folder -> assertNeedsVersion(WASI.builder().preopen("/missing", folder.resolve("missing")))));
    }

    private static void assertNeedsVersion(WasiBuilder options) {
        assertThatIllegalArgumentException().isThrownBy(options::build).withMessage("options.version is required");
    }

    private static void assertUnsupported(String version) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WASI.builder().version(version))
                .withMessageStartingWith("unsupported WASI version: '" + version + "'");
    }

    private static void assertBuilds(String version) {
        try (var wasi = WASI.builder().version(version).build()) {
            assertThat(wasi.wasiImport()).isNotEmpty();
        }
    }

    private static void assertNull(String name, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatNullPointerException().isThrownBy(call).withMessage(name);
    }

    private static Stream<NodeRow> lists() {
        return Stream.of(
                row(
                        "A22",
                        "args null",
                        folder -> assertNull("args", () -> WASI.builder().args((List<String>) null))),
                row(
                        "A23",
                        "args not given",
                        folder -> assertThat(args(WASI.builder())).isEmpty()),
                row(
                        "A24",
                        "an argument is null",
                        folder -> assertNull("args[2]", () -> WASI.builder().args(Arrays.asList("1", "true", null)))),
                row("A25", "args are copied", folder -> {
                    var args = new ArrayList<>(List.of("one"));
                    var options = WASI.builder().args(args);
                    args.add("two");
                    assertThat(args(options)).containsExactly("one");
                }),
                row(
                        "A26",
                        "an argument with a NUL",
                        folder -> assertThatIllegalArgumentException()
                                .isThrownBy(() -> WASI.builder().args("a\0b"))
                                .withMessage("args[0] contains a NUL")),
                row(
                        "A28",
                        "env null",
                        folder -> assertNull("env", () -> WASI.builder().env(null))),
                row(
                        "A30",
                        "a variable is null",
                        folder -> assertNull("env.A", () -> WASI.builder().env(Collections.singletonMap("A", null)))),
                row("A32", "nothing of the host's environment is seen", folder -> {
                    try (var calls = new WasiCalls(WASI.builder())) {
                        assertThat(System.getenv()).isNotEmpty();
                        assertThat(calls.strings("environ")).isEmpty();
                    }
                    try (var calls = new WasiCalls(WASI.builder().env("A", "1"))) {
                        assertThat(calls.strings("environ")).containsExactly("A=1");
                    }
                }));
    }

    private static String[] args(WasiBuilder options) {
        try (var calls = new WasiCalls(options)) {
            return calls.strings("args");
        }
    }

    private static Stream<NodeRow> directories() {
        return Stream.of(
                row(
                        "A34",
                        "preopens null",
                        folder -> assertNull("preopens", () -> WASI.builder().preopens(null))),
                row(
                        "A35",
                        "a preopen that does not exist",
                        folder -> assertThatThrownBy(() -> preopen(folder.resolve("__/not/real/path")))
                                .isInstanceOf(UncheckedIOException.class)
                                .hasCauseInstanceOf(NoSuchFileException.class)),
                row(
                        "A36",
                        "a preopen that is a file",
                        folder -> assertThatThrownBy(() -> preopen(Files.createFile(folder.resolve("file"))))
                                .isInstanceOf(UncheckedIOException.class)
                                .hasCauseInstanceOf(NotDirectoryException.class)),
                row("A37", "preopens are 3, 4 and so on in the order of the map", folder -> {
                    Map<String, Path> preopens = new LinkedHashMap<>();
                    preopens.put("/one", Files.createDirectory(folder.resolve("b")));
                    preopens.put("/two!", Files.createDirectory(folder.resolve("a")));
                    try (var calls = new WasiCalls(WASI.builder().preopens(preopens))) {
                        assertThat(calls.preopen(3)).isEqualTo("/one");
                        assertThat(calls.preopen(4)).isEqualTo("/two!");
                        assertThat(calls.call("fd_prestat_get", 5, 0)).isEqualTo(WasiCalls.BADF);
                    }
                }));
    }

    private static WASI preopen(Path directory) {
        return WASI.builder()
                .version("preview1")
                .preopens(Map.of("/f", directory))
                .build();
    }

    private static Stream<NodeRow> streams() {
        return Stream.of(
                row(
                        "A48",
                        "stdin null",
                        folder -> assertNull("stdin", () -> WASI.builder().stdin(null))),
                row(
                        "A49",
                        "a stdin that cannot be opened",
                        folder -> assertThatThrownBy(() -> WASI.builder()
                                        .version("preview1")
                                        .stdin(Input.of(folder.resolve("missing")))
                                        .build())
                                .isInstanceOf(UncheckedIOException.class)
                                .hasCauseInstanceOf(NoSuchFileException.class)));
    }
}
