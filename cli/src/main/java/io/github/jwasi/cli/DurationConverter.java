package io.github.jwasi.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a time as people write it: {@code 500ms}, {@code 10s}, {@code 1.5m}, {@code 1h}, or plain seconds. */
final class DurationConverter implements ITypeConverter<Duration> {
    private static final Map<String, Long> NANOS = Map.of(
            "ms", 1_000_000L, "s", 1_000_000_000L, "m", 60_000_000_000L, "h", 3_600_000_000_000L, "", 1_000_000_000L);

    @Override
    public Duration convert(String value) {
        int end = value.length();
        while (end > 0 && Character.isLetter(value.charAt(end - 1))) {
            end--;
        }
        var unit = NANOS.get(value.substring(end));
        try {
            if (unit != null) {
                var nanos = new BigDecimal(value.substring(0, end)).multiply(BigDecimal.valueOf(unit));
                if (nanos.signum() > 0) {
                    return Duration.ofNanos(nanos.toBigInteger().longValueExact());
                }
            }
        } catch (ArithmeticException | NumberFormatException e) {
            throw invalid(value);
        }
        throw invalid(value);
    }

    private static TypeConversionException invalid(String value) {
        return new TypeConversionException(
                "'" + value + "' is no time greater than 0, like 500ms, 10s, 1.5m, 1h or 30 (seconds)");
    }
}
