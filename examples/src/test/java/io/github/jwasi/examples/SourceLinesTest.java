package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.github.jwasi.SourceLine;
import io.github.jwasi.TrapException;
import io.github.jwasi.WebAssembly;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The guest {@code traces} has debug information, by which its frames show lines of C. */
class SourceLinesTest {
    @Test
    void framesShowTheSource() throws Exception {
        try (var module = WebAssembly.compile(Path.of("guests/traces/traces.wasm"));
                var instance = WebAssembly.instantiate(module, Map.of())) {
            var run = instance.function("run");
            assertThat(run.call(10, 5)).isEqualTo(6);
            var trap = catchThrowableOfType(TrapException.class, () -> run.call(10, 0));
            assertThat(trap.frames()).hasSize(2);
            // `divide` was inlined into `average`.
            assertThat(trap.frames().getFirst().lines())
                    .extracting(line -> line.function().orElse(""), SourceLine::line)
                    .containsExactly(tuple("divide", 5), tuple("average", 9));
            assertThat(trap.frames().getFirst().functionOffset()).isPositive();
            assertThat(Arrays.stream(trap.getStackTrace())
                            .limit(4)
                            .map(element -> element.getMethodName() + " " + element.getLineNumber()))
                    .startsWith("divide 5", "average 9", "run 13");
            assertThat(trap.getStackTrace()[0].getFileName()).endsWith("traces.c");
        }
    }
}
