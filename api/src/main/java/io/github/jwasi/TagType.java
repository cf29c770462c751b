package io.github.jwasi;

import java.util.List;

/**
 * The type of an exception tag.
 *
 * @param parameters the types of the values that an exception with this tag carries
 */
public record TagType(List<ValueType> parameters) implements ExternType {
    /**
     * A tag type.
     *
     * @throws NullPointerException if the list or an element is null
     */
    public TagType {
        parameters = List.copyOf(parameters);
    }

    @Override
    public String kind() {
        return "tag";
    }

    @Override
    public String toString() {
        return parameters.toString();
    }
}
