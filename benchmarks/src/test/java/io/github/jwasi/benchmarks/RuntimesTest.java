package io.github.jwasi.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Every adapter computes what it should: nothing is timed. */
@Timeout(300)
class RuntimesTest {
    /** What every runtime can do. */
    private static final List<String> EVERYWHERE = List.of(
            "fib",
            "sha256",
            "mandelbrot",
            "matmul",
            "sort",
            "walk",
            "fd_read",
            "fd_write",
            "path_filestat_get",
            "path_open",
            "clock_time_get",
            "random_get");

    /** And whoever has a host. */
    private static final List<String> HOSTED = List.of(
            "call-ints",
            "call-doubles",
            "call-mixed",
            "call-pair",
            "back-ints",
            "back-doubles",
            "back-mixed",
            "back-pair",
            "memory-write",
            "memory-read",
            "string-write",
            "string-read",
            "stdout-captured",
            "hello");

    private static final Set<WasiRuntime> WITHOUT_SIMD =
            EnumSet.of(WasiRuntime.ENDIVE, WasiRuntime.ENDIVE_BUILD_TIME, WasiRuntime.CHICORY);

    private Workspace workspace;

    @BeforeEach
    void makeWorkspace() throws IOException {
        workspace = new Workspace();
    }

    @AfterEach
    void removeWorkspace() throws IOException {
        workspace.close();
    }

    static Stream<WasiRuntime> peers() {
        return Stream.of(WasiRuntime.values()).filter(runtime -> runtime.isInJvm() && !runtime.isOurs());
    }

    @ParameterizedTest
    @MethodSource("peers")
    void computesWhatItShouldInTheJvm(WasiRuntime runtime) throws IOException {
        workspace.missing(runtime).ifPresent(reason -> abort(reason));
        var tasks = rows().map(row -> row.task().with("row", row.id())).toList();
        var said = new ProcessMeasurement(workspace, Profile.SMOKE).check(runtime, tasks);
        assertThat(said).filteredOn(line -> line.startsWith("wrong ")).isEmpty();
        assertThat(said)
                .containsAll(Stream.concat(EVERYWHERE.stream(), HOSTED.stream())
                        .map(id -> "right " + id)
                        .toList());
        if (!WITHOUT_SIMD.contains(runtime)) {
            assertThat(said).contains("right simd");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"JWASI", "JWASI_LINKED", "JWASI_POOLED"})
    void jwasiDoesAll(WasiRuntime runtime) throws IOException {
        var tasks = rows().map(row -> row.task().with("row", row.id())).toList();
        var said = new ProcessMeasurement(workspace, Profile.SMOKE).check(runtime, tasks);
        // Wasmtime has given up fd_allocate, as not every system has it.
        assertThat(said)
                .filteredOn(line -> !line.startsWith("right "))
                .allMatch(line -> line.startsWith("refused fd_allocate "));
    }

    @ParameterizedTest
    @EnumSource(names = {"NATIVE", "NODE"})
    void computesWhatItShouldInAProcess(WasiRuntime runtime) throws IOException {
        workspace.missing(runtime).ifPresent(reason -> abort(reason));
        workspace.compileNatives();
        var measurement = new ProcessMeasurement(workspace, Profile.SMOKE);
        var ids = runtime == WasiRuntime.NATIVE
                ? EVERYWHERE
                : Stream.concat(EVERYWHERE.stream(), HOSTED.stream()).toList();
        for (var row : rows().filter(row -> ids.contains(row.id())).toList()) {
            assertThat(measurement.time(runtime, row.task()))
                    .as(row.id())
                    .hasSize(1)
                    .allMatch(sample -> sample > 0);
        }
    }

    private Stream<Row> rows() {
        return Rows.of(workspace, Profile.SMOKE).stream().filter(row -> row.metric() == Row.Metric.TIME);
    }
}
