package io.github.jwasi;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The bytes are no module, or none that the engine accepts.
 *
 * <p>The message says what the bytes are, where they come from a file which file, and what is wrong with them. For a
 * mistake in the text format it shows the line of the text, with a mark below.
 */
public final class CompileException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    private final @Nullable String file;
    private final int line;
    private final int column;
    private final long offset;

    /** Of a whole file. */
    CompileException(Path file, String problem) {
        this(file + ": " + problem, file.toString(), 0, 0, -1);
    }

    CompileException(String message, @Nullable String file, int line, int column, long offset) {
        super(message);
        this.file = file;
        this.line = line;
        this.column = column;
        this.offset = offset;
    }

    /**
     * The file that the module was read from.
     *
     * @return its path as it was given, or nothing if the module came as bytes, text or a stream
     */
    public Optional<String> file() {
        return Optional.ofNullable(file);
    }

    /**
     * The line of the mistake in a module in text format.
     *
     * @return 1 for the first line, or nothing if the module is in binary format or the mistake has no place in the text
     */
    public OptionalInt line() {
        return line > 0 ? OptionalInt.of(line) : OptionalInt.empty();
    }

    /**
     * The column of the mistake in a module in text format.
     *
     * @return 1 for the first character of the line, or nothing where {@link #line()} has nothing. A character is a code
     *     point, and so is a tab
     */
    public OptionalInt column() {
        return column > 0 ? OptionalInt.of(column) : OptionalInt.empty();
    }

    /**
     * The place of the mistake in a module in binary format.
     *
     * @return bytes from the beginning of the module, or nothing if the module is in text format or the mistake has no
     *     place
     */
    public OptionalLong offset() {
        return offset >= 0 ? OptionalLong.of(offset) : OptionalLong.empty();
    }
}
