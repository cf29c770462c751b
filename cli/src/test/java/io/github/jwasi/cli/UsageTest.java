package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class UsageTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "            | a command is missing | Try \"jwasi --help\".",
                "rum x.wasm  | unknown command 'rum' | Did you mean: jwasi run?",
                "--versoin   | unknown option: '--versoin' | Possible solutions: --version",
                "run         | missing required parameter: 'FILE' | Try \"jwasi run --help\".",
                "run --dri x | unknown option: '--dri' | Try \"jwasi run --help\".",
                "run --fuel  | missing required parameter for option '--fuel' (N) | Try \"jwasi run --help\".",
                "inspect a b | unmatched argument at index 2: 'b' | Try \"jwasi inspect --help\"."
            })
    void aWrongCommandLineEndsWith2(String line, String message, String hint) {
        var words = line == null ? new String[0] : line.split(" ", -1);

        assertThat(jwasi(words).run()).isEqualTo(new Cli.Result(2, "", "jwasi: " + message + "\n" + hint + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "--timeout 10x     | '10x' is no time greater than 0, like 500ms, 10s, 1.5m, 1h or 30 (seconds)",
                "--max-memory 1T   | '1T' is no size, like 1000000, 512K, 64M or 2G",
                "--fuel -1         | '-1' is no count of instructions: give 0 or more",
                "--random-seed 1.5 | '1.5' is no integer of 64 bits",
                "--virtual-clock noon | 'noon' is no time from 1970 to 2553, like 2026-01-31T12:00:00Z (UTC)",
                "--virtual-clock 1969-12-31T23:59:59Z | '1969-12-31T23:59:59Z' is no time from 1970 to 2553, "
                        + "like 2026-01-31T12:00:00Z (UTC)",
                "--env =x          | '=x' is not NAME=VALUE or NAME",
                "--dir ::/x        | '::/x' is not HOST[::GUEST][:ro]"
            })
    void aWrongValueIsShownWithWhatIsExpected(String option, String message) {
        var words = option.split(" ", -1);

        var result = jwasi("run", words[0], words[1], guest("traps.wat")).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.out()).isEmpty();
        assertThat(result.err().lines())
                .first()
                .asString()
                .startsWith("jwasi: invalid value for option '" + words[0] + "'")
                .endsWith(": " + message);
    }

    @Test
    void timesHaveUnitsAndDecimals() {
        assertThat(DurationOption.parse("500ms")).isEqualTo(Duration.ofMillis(500));
        assertThat(DurationOption.parse("10s")).isEqualTo(Duration.ofSeconds(10));
        assertThat(DurationOption.parse("1.5m")).isEqualTo(Duration.ofSeconds(90));
        assertThat(DurationOption.parse("1h")).isEqualTo(Duration.ofHours(1));
        assertThat(DurationOption.parse("0.25")).isEqualTo(Duration.ofMillis(250));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "0", "-1s", "1d", "1 s", "1e99", "0.1ns", "99999999999h"})
    void aTimeIsGreaterThan0AndFits(String word) {
        assertThatThrownBy(() -> DurationOption.parse(word)).isInstanceOf(TypeConversionException.class);
    }

    @Test
    void sizesAreOfBytesOrBinaryMultiples() {
        assertThat(SizeOption.parse("0")).isZero();
        assertThat(SizeOption.parse("1000")).isEqualTo(1000);
        assertThat(SizeOption.parse("2K")).isEqualTo(2048);
        assertThat(SizeOption.parse("3m")).isEqualTo(3 << 20);
        assertThat(SizeOption.parse("4G")).isEqualTo(4L << 30);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "K", "-1", "1.5M", "1KB", "9999999999G"})
    void aSizeIsAWholeNumberThatFits(String word) {
        assertThatThrownBy(() -> SizeOption.parse(word)).isInstanceOf(TypeConversionException.class);
    }
}
