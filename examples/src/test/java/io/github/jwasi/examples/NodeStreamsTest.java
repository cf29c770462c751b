package io.github.jwasi.examples;

import static io.github.jwasi.examples.NodeRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.Input;
import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Section G, the standard streams: files and streams of Java, where Node has numbers of descriptors.
 *
 * <p>In row G2 Node closes the host's descriptor with the guest's, which is not its own.
 */
@Timeout(300)
class NodeStreamsTest {
    private static final String HELLO = """
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (data (i32.const 0) "\\08\\00\\00\\00\\05\\00\\00\\00hello")
            (func (export "_start")
              (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 32))))
            """;
    private static final String CAT = """
            (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
            (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
            (memory (export "memory") 1)
            (func (export "_start")
              (i32.store (i32.const 0) (i32.const 1024))
              (i32.store (i32.const 4) (i32.const 1024))
              (drop (call $read (i32.const 0) (i32.const 0) (i32.const 1) (i32.const 4)))
              (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 8))))
            """;

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void isAsInNode(NodeRow row, @TempDir Path folder) throws Throwable {
        row.check().run(folder);
    }

    static Stream<NodeRow> rows() {
        return Stream.of(
                row("G1", "files as stdin, stdout and stderr", NodeStreamsTest::assertCopies),
                row("G2", "a guest that closes its stdout", folder -> assertHostStreamStaysOpen()),
                row(
                        "G3",
                        "by default those of the process, in order with Java's",
                        folder -> assertThat(Processes.java(NodeProcess.class, HELLO, "true"))
                                .isEqualTo(new Processes.Result(0, "before helloafter 0", ""))),
                row("G4", "stdout and stderr may be the same", folder -> assertInOrder()));
    }

    private static void assertCopies(Path folder) throws Throwable {
        var stdin = Files.writeString(folder.resolve("stdin"), "x".repeat(33));
        var stdout = folder.resolve("stdout");
        var stderr = folder.resolve("stderr");
        var options =
                WASI.builder().stdin(Input.of(stdin)).stdout(Output.to(stdout)).stderr(Output.to(stderr));
        NodeGuests.with(
                options,
                CAT,
                (wasi, instance) -> assertThat(wasi.start(instance)).isZero());
        assertThat(stdout).hasContent("x".repeat(33));
        assertThat(stderr).isEmptyFile();
    }

    private static void assertHostStreamStaysOpen() throws Throwable {
        boolean[] closed = new boolean[1];
        var bytes = new ByteArrayOutputStream();
        var stream = new BufferedOutputStream(bytes) {
            @Override
            public void close() {
                closed[0] = true;
            }
        };
        try (var calls = new WasiCalls(WASI.builder().stdout(stream))) {
            assertThat(calls.call("fd_close", 1)).isZero();
            assertThat(calls.write(1, "late")).isEqualTo(WasiCalls.BADF);
        }
        stream.write("mine".getBytes(StandardCharsets.UTF_8));
        stream.flush();
        assertThat(closed).containsExactly(false);
        assertThat(bytes).hasToString("mine");
    }

    private static void assertInOrder() {
        var both = new ByteArrayOutputStream();
        try (var calls = new WasiCalls(WASI.builder().stdout(both).stderr(both))) {
            for (int i = 0; i < 2; i++) {
                assertThat(calls.write(1, "o" + i + ",")).isZero();
                assertThat(calls.write(2, "e" + i + ",")).isZero();
            }
        }
        assertThat(both).hasToString("o0,e0,o1,e1,");
    }
}
