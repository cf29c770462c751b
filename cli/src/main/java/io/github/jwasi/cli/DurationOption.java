package io.github.jwasi.cli;

import java.math.BigDecimal;
import java.time.Duration;
import picocli.CommandLine.TypeConversionException;

/** A time as people write it: {@code 500ms}, {@code 10s}, {@code 1.5m}, {@code 1h}, or plain seconds. */
final class DurationOption {
    private DurationOption() {}

    static Duration parse(String word) {
        int end = word.length();
        while (end > 0 && Character.isLetter(word.charAt(end - 1))) {
            end--;
        }
        try {
            long unit = nanos(word.substring(end));
            var nanos = new BigDecimal(word.substring(0, end)).multiply(BigDecimal.valueOf(unit));
            if (nanos.signum() > 0) {
                return Duration.ofNanos(nanos.toBigInteger().longValueExact());
            }
        } catch (ArithmeticException | IllegalArgumentException e) {
            throw invalid(word);
        }
        throw invalid(word);
    }

    private static long nanos(String unit) {
        return switch (unit) {
            case "ms" -> 1_000_000L;
            case "", "s" -> 1_000_000_000L;
            case "m" -> 60_000_000_000L;
            case "h" -> 3_600_000_000_000L;
            default -> throw new IllegalArgumentException(unit);
        };
    }

    private static TypeConversionException invalid(String word) {
        return new TypeConversionException(
                "'" + word + "' is no time greater than 0, like 500ms, 10s, 1.5m, 1h or 30 (seconds)");
    }
}
