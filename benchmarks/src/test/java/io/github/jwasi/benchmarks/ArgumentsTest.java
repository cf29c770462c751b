package io.github.jwasi.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void takesASetAndOptions() {
        var arguments =
                Arguments.parse(List.of("quick", "--runtimes", "jwasi,node", "--rows", "fib|sort", "--out", "here"));
        assertThat(arguments.profile()).isEqualTo(Profile.QUICK);
        assertThat(arguments.runtimes()).containsExactly(WasiRuntime.JWASI, WasiRuntime.NODE);
        assertThat(arguments.rows().orElseThrow().pattern()).isEqualTo("fib|sort");
        assertThat(arguments.out()).isEqualTo(Path.of("here"));
    }

    @Test
    void checksJwasiAlone() {
        var arguments = Arguments.parse(List.of("check"));
        assertThat(arguments.baseline()).contains(Baseline.Action.CHECK);
        assertThat(arguments.runtimes()).containsExactly(WasiRuntime.JWASI);
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertRefused("what is to be measured?");
        assertRefused("there is no set slow", "slow");
        assertRefused("there is no option --size", "quick", "--size", "3");
        assertRefused("--rows wants a value", "quick", "--rows");
        assertRefused("--rows wants a regular expression, not (", "quick", "--rows", "(");
        assertRefused("there is no runtime deno", "quick", "--runtimes", "deno");
    }

    private static void assertRefused(String message, String... args) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Arguments.parse(List.of(args)))
                .withMessageStartingWith(message);
    }
}
