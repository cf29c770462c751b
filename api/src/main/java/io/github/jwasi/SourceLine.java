package io.github.jwasi;

import java.io.Serializable;
import java.util.Objects;
import java.util.Optional;

/**
 * A place in the source of a guest, from the debug information (DWARF) that its compiler wrote.
 *
 * @param function the function there, as the source calls it
 * @param file the file, as the compiler was given it
 * @param line the line, from 1, or 0 if it is unknown
 * @param column the column, from 1, or 0 if it is unknown
 */
public record SourceLine(Optional<String> function, Optional<String> file, int line, int column)
        implements Serializable {
    /**
     * A place.
     *
     * @throws NullPointerException if {@code function} or {@code file} is null
     */
    public SourceLine {
        Objects.requireNonNull(function, "function");
        Objects.requireNonNull(file, "file");
    }

    /** For example {@code main.c:12:5}. */
    @Override
    public String toString() {
        return file.orElse("?") + (line == 0 ? "" : ":" + line) + (column == 0 ? "" : ":" + column);
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
