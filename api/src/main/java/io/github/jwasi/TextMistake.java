package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * What is wrong with a module in text format, and where.
 *
 * @param problem what is wrong
 * @param line its line, 1 for the first, or 0 if it has none
 * @param column its column in code points, 1 for the first, or 0 if it has none
 * @param excerpt the line and a line with a mark below the column, or nothing
 */
record TextMistake(String problem, int line, int column, String excerpt) {
    /** The engine speaks of the binary that was made of the text. */
    private static final Pattern IN_FUNCTION =
            Pattern.compile("(?s).*?::function\\[(\\d{1,9})\\].* error: .*? at offset \\d+: (.*)");

    private static final Pattern IN_MODULE =
            Pattern.compile("(?s)(?:.*WebAssembly module: )?(.*) \\(at offset 0x\\p{XDigit}+\\)");

    /** How much of a long line is shown on each side of the mark: a text may be one line of megabytes. */
    private static final int CONTEXT = 60;

    /**
     * A mistake at a place.
     *
     * @param problem what is wrong
     * @param text the text in UTF-8
     * @param mark the byte where it is, negative if that is unknown
     */
    static TextMistake at(String problem, MemorySegment text, long mark) {
        if (mark < 0) {
            return new TextMistake(problem, 0, 0, "");
        }
        int line = 1;
        long start = 0;
        for (long i = 0; i < mark; i++) {
            if (text.get(ValueLayout.JAVA_BYTE, i) == '\n') {
                line++;
                start = i + 1;
            }
        }
        int column = 1 + codePoints(text, start, mark);
        return new TextMistake(problem, line, column, excerpt(text, start, mark, end(text, start)));
    }

    /**
     * What the engine reports of the binary that was made of a text.
     *
     * @param message its message
     * @param text the text in UTF-8
     */
    static TextMistake ofBinary(String message, MemorySegment text) {
        var function = IN_FUNCTION.matcher(message);
        if (function.matches()) {
            return at(function.group(2), text, TextFunctions.find(text, Long.parseLong(function.group(1))));
        }
        var module = IN_MODULE.matcher(message);
        return at(module.matches() ? module.group(1) : message, text, -1);
    }

    /** The message of an exception. */
    String message() {
        return line == 0 ? problem : problem + " (line " + line + ", column " + column + ")" + excerpt;
    }

    private static long end(MemorySegment text, long start) {
        long end = start;
        while (end < text.byteSize() && text.get(ValueLayout.JAVA_BYTE, end) != '\n') {
            end++;
        }
        return end;
    }

    /** Counts the bytes that begin one in UTF-8. */
    private static int codePoints(MemorySegment text, long from, long to) {
        int count = 0;
        for (long i = from; i < to; i++) {
            count += isContinuation(text, i) ? 0 : 1;
        }
        return count;
    }

    private static boolean isContinuation(MemorySegment text, long index) {
        return (text.get(ValueLayout.JAVA_BYTE, index) & 0xc0) == 0x80;
    }

    private static String excerpt(MemorySegment text, long start, long mark, long end) {
        long from = Math.max(start, mark - CONTEXT);
        while (from < mark && isContinuation(text, from)) {
            from++;
        }
        long to = Math.min(end, mark + CONTEXT);
        while (to < end && isContinuation(text, to)) {
            to++;
        }
        var before = text(text, from, mark);
        // Tabs stay, so that the mark is below its character however wide they are.
        return "\n    " + before + text(text, mark, to).stripTrailing() + "\n    " + before.replaceAll("[^\t]", " ")
                + "^";
    }

    private static String text(MemorySegment text, long from, long to) {
        var bytes = text.asSlice(from, to - from).toArray(ValueLayout.JAVA_BYTE);
        // Nothing that a terminal would obey.
        return new String(bytes, StandardCharsets.UTF_8).replaceAll("[\\p{Cntrl}\\p{Cf}&&[^\t]]", "");
    }
}
