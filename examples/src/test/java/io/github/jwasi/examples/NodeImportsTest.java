package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.jwasi.HostFunction;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiFunction;
import io.github.jwasi.WebAssembly;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Section B, {@code getImportObject} and {@code wasiImport}.
 *
 * <p>Row B10 differs from Node, in which a guest that runs before {@code start} gets an error: here its calls find its
 * memory in any case.
 */
@Timeout(60)
class NodeImportsTest {
    /** Writes "hello" to stdout. */
    static final String HELLO = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00hello")
              (func (export "_start")
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32)))))
            """;

    private static final String FUNCTIONS = "args_get args_sizes_get clock_res_get clock_time_get environ_get"
            + " environ_sizes_get fd_advise fd_allocate fd_close fd_datasync fd_fdstat_get fd_fdstat_set_flags"
            + " fd_fdstat_set_rights fd_filestat_get fd_filestat_set_size fd_filestat_set_times fd_pread"
            + " fd_prestat_dir_name fd_prestat_get fd_pwrite fd_read fd_readdir fd_renumber fd_seek fd_sync fd_tell"
            + " fd_write path_create_directory path_filestat_get path_filestat_set_times path_link path_open"
            + " path_readlink path_remove_directory path_rename path_symlink path_unlink_file poll_oneoff proc_exit"
            + " proc_raise random_get sched_yield sock_accept sock_recv sock_send sock_shutdown";

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.concat(
                Stream.of(
                        row("B1", "the import object of preview1", folder -> assertShape("preview1")),
                        row("B2", "the import object of unstable", folder -> assertShape("unstable")),
                        row(
                                "B3",
                                "its functions are wasiImport itself",
                                folder -> withWasi(wasi -> assertThat(
                                                wasi.getImportObject().get("wasi_snapshot_preview1"))
                                        .isSameAs(wasi.wasiImport()))),
                        row(
                                "B4",
                                "each import object is a new one",
                                folder -> withWasi(wasi ->
                                        assertThat(wasi.getImportObject()).isNotSameAs(wasi.getImportObject()))),
                        row("B5", "46 functions, all callable", folder -> assertFunctions()),
                        row(
                                "B6",
                                "nothing that sets the memory",
                                folder -> withWasi(
                                        wasi -> assertThat(wasi.wasiImport()).doesNotContainKey("_setMemory"))),
                        row("B7", "a replaced function is what the guest calls", folder -> assertReplaceable()),
                        row("B8", "a function can be called on its own", folder -> assertDetached()),
                        row("B9", "a call before start", folder -> withWasi(NodeImportsTest::assertNotStarted)),
                        row("B10", "a guest that is called without start", folder -> assertGuestNeedsNoStart())),
                Stream.of(
                        row(
                                "B11",
                                "a wrong count of arguments",
                                folder -> withCalls(calls -> assertThatIllegalArgumentException()
                                        .isThrownBy(() -> calls.call("fd_write", 1))
                                        .withMessageContaining("wasi_snapshot_preview1.fd_write")
                                        .withMessageContaining("4 arguments, and given were 1"))),
                        row(
                                "B12",
                                "an address out of bounds",
                                folder -> withCalls(calls -> {
                                    assertThat(calls.call("fd_write", 1, 65536, 1, 0))
                                            .isEqualTo(WasiCalls.OVERFLOW);
                                    assertThat(calls.call("random_get", 65535, 2))
                                            .isEqualTo(WasiCalls.OVERFLOW);
                                })),
                        row(
                                "B13",
                                "an address with the highest bit",
                                folder -> withCalls(calls -> {
                                    assertThat(calls.call("fd_write", 1, -8, 1, 0))
                                            .isEqualTo(WasiCalls.OVERFLOW);
                                    assertThat(calls.call("args_sizes_get", 0, -8))
                                            .isEqualTo(WasiCalls.OVERFLOW);
                                })),
                        row(
                                "B14",
                                "sock_accept of stdin",
                                folder -> withCalls(calls -> assertThat(calls.call("sock_accept", 0, 0, 0))
                                        .isEqualTo(WasiCalls.NOTSOCK)))));
    }

    private interface Use<T> {
        void with(T object) throws Throwable;
    }

    private static void withWasi(Use<WASI> use) throws Throwable {
        try (var wasi = WASI.builder().version("preview1").build()) {
            use.with(wasi);
        }
    }

    private static void withCalls(Use<WasiCalls> use) throws Throwable {
        try (var calls = new WasiCalls(WASI.builder().stdin(Input.empty()).stdout(Output.discard()))) {
            use.with(calls);
        }
    }

    private static void assertShape(String version) {
        try (var wasi = WASI.builder().version(version).build()) {
            assertThat(wasi.getImportObject())
                    .containsOnlyKeys(version.equals("preview1") ? "wasi_snapshot_preview1" : "wasi_unstable");
        }
    }

    private static void assertFunctions() throws Throwable {
        withWasi(wasi -> assertThat(wasi.wasiImport().keySet()).containsExactlyInAnyOrder(FUNCTIONS.split(" ", -1)));
        for (var name : FUNCTIONS.replace("proc_exit ", "").split(" ", -1)) {
            withCalls(
                    calls -> assertThat(calls.call(name, zeros(name))).as(name).isBetween(0, 76));
        }
    }

    private static Object[] zeros(String name) {
        try (var wasi = WASI.builder().version("preview1").build()) {
            return WasiCalls.function(wasi, name).type().parameters().stream()
                    .map(type -> type.text().equals("i64") ? (Object) 0L : (Object) 0)
                    .toArray();
        }
    }

    /** As with {@code {...wasi.wasiImport, fd_write: mine}}. */
    private static void assertReplaceable() throws Throwable {
        var stdout = Output.capture();
        var seen = new ArrayList<Object>();
        try (var wasi = WASI.builder().version("preview1").stdout(stdout).build();
                var module = WebAssembly.compileText(HELLO)) {
            var original = WasiCalls.function(wasi, "fd_write");
            Map<String, ImportValue> functions = new LinkedHashMap<>(wasi.wasiImport());
            functions.put("fd_write", HostFunction.of(original.type(), (caller, arguments) -> {
                seen.add(arguments[0]);
                return original.call(arguments);
            }));
            try (var instance = WebAssembly.instantiate(module, Map.of("wasi_snapshot_preview1", functions))) {
                assertThat(wasi.start(instance)).isZero();
            }
        }
        assertThat(seen).isEqualTo(List.of(1));
        assertThat(stdout.text()).isEqualTo("hello");

        var mine = new IllegalStateException("test error");
        withWasi(wasi -> {
            wasi.wasiImport()
                    .put(
                            "fd_write",
                            HostFunction.of(WasiCalls.function(wasi, "fd_write").type(), (caller, all) -> {
                                throw mine;
                            }));
            try (var module = WebAssembly.compileText(HELLO);
                    var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                assertThatThrownBy(() -> wasi.start(instance)).isSameAs(mine);
            }
        });
    }

    private interface SizesGet {
        int call(Object... arguments);
    }

    private static void assertDetached() throws Throwable {
        withWasi(wasi -> {
            SizesGet sizes = WasiCalls.function(wasi, "args_sizes_get")::call;
            try (var module = WebAssembly.compileText(
                            "(module (memory (export \"memory\") 1) (func (export \"_start\")))");
                    var instance = WebAssembly.instantiate(module)) {
                instance.memory("memory").writeInt(16, -1);
                assertThat(wasi.start(instance)).isZero();
                assertThat(sizes.call(16, 20)).isZero();
                assertThat(instance.memory("memory").readInt(16)).isZero();
            }
        });
    }

    private static void assertNotStarted(WASI wasi) {
        WasiFunction fdWrite = WasiCalls.function(wasi, "fd_write");
        assertThatIllegalStateException()
                .isThrownBy(() -> fdWrite.call(1, 0, 0, 0))
                .withMessage("wasi.start() has not been called");
    }

    private static void assertGuestNeedsNoStart() {
        var stdout = Output.capture();
        try (var wasi = WASI.builder().version("preview1").stdout(stdout).build();
                var module = WebAssembly.compileText(HELLO);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            instance.function("_start").call();
            assertThat(stdout.text()).isEqualTo("hello");
            assertNotStarted(wasi);
        }
    }
}
