package io.github.jwasi.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a size: bytes, or with {@code K}, {@code M} or {@code G} multiples of 1024. */
final class SizeConverter implements ITypeConverter<Long> {
    @Override
    public Long convert(String value) {
        int shift = value.isEmpty()
                ? 0
                : switch (value.charAt(value.length() - 1)) {
                    case 'k', 'K' -> 10;
                    case 'm', 'M' -> 20;
                    case 'g', 'G' -> 30;
                    default -> 0;
                };
        try {
            long number = Long.parseLong(shift == 0 ? value : value.substring(0, value.length() - 1));
            if (number >= 0) {
                return Math.multiplyExact(number, 1L << shift);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid(value);
        }
        throw invalid(value);
    }

    private static TypeConversionException invalid(String value) {
        return new TypeConversionException("'" + value + "' is no size, like 1000000, 512K, 64M or 2G");
    }
}
