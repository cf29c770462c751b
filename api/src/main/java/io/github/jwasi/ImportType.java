package io.github.jwasi;

import java.io.Serializable;
import java.util.Objects;

/**
 * What a module wants from its host.
 *
 * @param module the name of the module that it is imported from, for example {@code wasi_snapshot_preview1}
 * @param name its name in that module
 * @param type its type
 * @see Module#imports()
 */
public record ImportType(String module, String name, ExternType type) implements Serializable {
    /**
     * An import.
     *
     * @throws NullPointerException if a component is null
     */
    public ImportType {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
    }

    @Override
    public String toString() {
        return module + "." + name + ": " + type.kind() + " " + type;
    }
}
