package io.github.jwasi.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.benchmarks.tasks.Task;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    private Path folder;

    private static Row row(Row.Metric metric) {
        var task = new Task(Map.of("kind", "loop"));
        return new Row("r", "Group", "a row", "ms", 1, metric, task, true, EnumSet.allOf(WasiRuntime.class));
    }

    private static Results results(Row row) {
        var results = new Results();
        results.put(row, WasiRuntime.NATIVE, Figure.of(List.of(1.0, 2.0, 3.0), 1));
        results.put(row, WasiRuntime.JWASI, Figure.of(List.of(4.0), 1));
        results.put(row, WasiRuntime.NODE, Figure.of(List.of(8.0, 16.0), 1));
        results.put(row, WasiRuntime.CHICORY, new Figure.Missing("has no \"such\" thing"));
        return results;
    }

    @Test
    void tableHasRatiosAgainstTheBestPeerAndTheLimit() {
        var markdown = MarkdownReport.of(results(row(Row.Metric.TIME)), Profile.QUICK, "a machine");
        assertThat(markdown)
                .contains("| a row | ms | 2.00 | 4.00 | **12.0** | -[1] | 0.33 | 2.00 |")
                .contains("- [1] has no \"such\" thing")
                .contains("a machine");
    }

    @Test
    void ratiosOfWhatShouldBeHighAreTurnedRound() {
        var row = row(Row.Metric.SCALING);
        var results = results(row);
        assertThat(results.bestPeer(row)).contains(WasiRuntime.NODE);
        assertThat(results.ratio(row, WasiRuntime.NODE)).contains(3.0);
    }

    @Test
    void jsonHasTheSpreadAndTheReasons() {
        var json = JsonReport.of(results(row(Row.Metric.TIME)), Profile.QUICK, "a machine");
        assertThat(json)
                .contains("\"node\": {\"median\": 12.0, \"low\": 8.0, \"high\": 16.0, \"samples\": 2}")
                .contains("\"chicory\": {\"missing\": \"has no \\\"such\\\" thing\"}");
    }

    @Test
    void drawsForLightAndForDarkPages() throws Exception {
        Picture.drawAll(results(row(Row.Metric.TIME)), folder);
        for (var name : List.of("group-light.png", "group-dark.png")) {
            assertThat(Files.readAllBytes(folder.resolve(name))).startsWith(0x89, 'P', 'N', 'G');
        }
    }
}
