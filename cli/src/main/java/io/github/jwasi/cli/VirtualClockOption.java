package io.github.jwasi.cli;

import io.github.jwasi.VirtualClock;
import java.time.DateTimeException;
import java.time.Instant;
import picocli.CommandLine.TypeConversionException;

/** A clock that begins at a time as ISO 8601 writes it, in UTC: {@code 2026-01-31T12:00:00Z}. */
final class VirtualClockOption {
    /** What WASI has a number for: nanoseconds since then, in 64 bits. */
    private static final Instant FIRST = Instant.EPOCH;

    private static final Instant LAST = Instant.parse("2554-01-01T00:00:00Z");

    private VirtualClockOption() {}

    static VirtualClock parse(String word) {
        try {
            var start = Instant.parse(word);
            if (!start.isBefore(FIRST) && start.isBefore(LAST)) {
                return new VirtualClock(start);
            }
        } catch (DateTimeException e) {
            throw invalid(word);
        }
        throw invalid(word);
    }

    private static TypeConversionException invalid(String word) {
        return new TypeConversionException(
                "'" + word + "' is no time from 1970 to 2553, like 2026-01-31T12:00:00Z (UTC)");
    }
}
