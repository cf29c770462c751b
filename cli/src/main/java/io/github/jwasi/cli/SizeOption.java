package io.github.jwasi.cli;

import picocli.CommandLine.TypeConversionException;

/** A size: bytes, or with {@code K}, {@code M} or {@code G} multiples of 1024, 1024² or 1024³. */
final class SizeOption {
    private SizeOption() {}

    static Long parse(String word) {
        int shift = word.isEmpty() ? 0 : shift(word.charAt(word.length() - 1));
        try {
            long number = Long.parseLong(shift == 0 ? word : word.substring(0, word.length() - 1));
            if (number >= 0) {
                return Math.multiplyExact(number, 1L << shift);
            }
        } catch (NumberFormatException | ArithmeticException e) {
            throw invalid(word);
        }
        throw invalid(word);
    }

    private static int shift(char unit) {
        return switch (unit) {
            case 'k', 'K' -> 10;
            case 'm', 'M' -> 20;
            case 'g', 'G' -> 30;
            default -> 0;
        };
    }

    private static TypeConversionException invalid(String word) {
        return new TypeConversionException("'" + word + "' is no size, like 1000000, 512K, 64M or 2G");
    }
}
