package io.github.jwasi;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a module offers to its host.
 *
 * @param name its name
 * @param type its type
 * @see Module#exports()
 */
public record ExportType(String name, ExternType type) implements Serializable {
    /**
     * An export.
     *
     * @throws NullPointerException if a component is null
     */
    public ExportType {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    @Override
    public String toString() {
        return name + ": " + type.kind() + " " + type;
    }
}
