package io.github.jwasi.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BaselineTest {
    @TempDir
    private Path folder;

    @Test
    void keepsWhatWasNotMeasuredAgain() throws Exception {
        var file = folder.resolve("baseline.properties");
        new Baseline(Map.of("fib", 1.5, "sort", 2.0)).write(file);
        Baseline.read(file).with(Map.of("fib", 0.25)).write(file);
        assertThat(Baseline.read(file).ratios()).containsExactly(Map.entry("fib", 0.25), Map.entry("sort", 2.0));
    }

    @Test
    void isEmptyBeforeTheFirstTime() throws Exception {
        assertThat(Baseline.read(folder.resolve("none")).ratios()).isEmpty();
    }
}
