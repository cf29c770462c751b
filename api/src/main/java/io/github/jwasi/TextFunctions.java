package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Finds a function in a module's text, by the index that the engine knows it by.
 *
 * <p>A scan of parentheses, strings and comments, for a text that the parser has accepted.
 */
final class TextFunctions {
    private final MemorySegment text;

    /** How deep the fields of the module are nested, which may stand without the module around them. */
    private int fields;

    /** The keyword of the field that the scan is in. */
    private String field = "";

    private long position;

    private TextFunctions(MemorySegment text) {
        this.text = text;
    }

    /** The offset of the parenthesis that opens the function of an index, or -1 if it is not found. */
    static long find(MemorySegment text, long index) {
        return new TextFunctions(text).find(index);
    }

    private long find(long index) {
        long left = index;
        int depth = 0;
        while (position < text.byteSize()) {
            long start = position++;
            switch (at(start)) {
                case '(' -> {
                    if (at(position) == ';') {
                        skipComment();
                    } else if (isFunction(++depth) && left-- == 0) {
                        return start;
                    }
                }
                case ')' -> depth--;
                case '"' -> skipString();
                case ';' -> skipLine();
                default -> {}
            }
        }
        return -1;
    }

    /** Whether what was just opened counts as a function: one of the module, or one that it imports. */
    private boolean isFunction(int depth) {
        if (depth > (fields == 0 ? 1 : fields + 1)) {
            return false;
        }
        var keyword = keyword();
        if (fields == 0) {
            fields = keyword.equals("module") ? 2 : 1;
        }
        if (depth == fields) {
            field = keyword;
        }
        boolean own = depth == fields;
        boolean imported = depth == fields + 1 && field.equals("import");
        return (own || imported) && keyword.equals("func");
    }

    private String keyword() {
        while (Character.isWhitespace(at(position))) {
            position++;
        }
        long start = position;
        while (at(position) >= 'a' && at(position) <= 'z') {
            position++;
        }
        var bytes = text.asSlice(start, position - start).toArray(ValueLayout.JAVA_BYTE);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private void skipComment() {
        int depth = 0;
        do {
            if (at(position) == '(' && at(position + 1) == ';') {
                depth++;
                position++;
            } else if (at(position) == ';' && at(position + 1) == ')') {
                depth--;
                position++;
            }
            position++;
        } while (depth >= 0 && position < text.byteSize());
    }

    private void skipString() {
        while (position < text.byteSize() && at(position) != '"') {
            position += at(position) == '\\' ? 2 : 1;
        }
        position++;
    }

    private void skipLine() {
        while (position < text.byteSize() && at(position) != '\n') {
            position++;
        }
    }

    /** 0 at the end. */
    private char at(long index) {
        return index < text.byteSize() ? (char) (text.get(ValueLayout.JAVA_BYTE, index) & 0xff) : 0;
    }
}
