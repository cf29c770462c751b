package io.github.jwasi;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * The type of a function.
 *
 * @param parameters the types of its parameters
 * @param results the types of its results; wasm functions may have several
 */
public record FunctionType(List<ValueType> parameters, List<ValueType> results) implements ExternType {
    /**
     * A function type.
     *
     * @throws NullPointerException if a list or an element is null
     */
    public FunctionType {
        parameters = List.copyOf(parameters);
        results = List.copyOf(results);
    }

    /**
     * A function type without parameters and results, to which {@link #with} and {@link #returning} add.
     *
     * @return {@code () -> ()}
     */
    public static FunctionType of() {
        return new FunctionType(List.of(), List.of());
    }

    /**
     * The same results for other parameters.
     *
     * @param types all parameters
     * @return a new type
     */
    public FunctionType with(ValueType... types) {
        return new FunctionType(List.of(types), results);
    }

    /**
     * The same parameters for other results.
     *
     * @param types all results
     * @return a new type
     */
    public FunctionType returning(ValueType... types) {
        return new FunctionType(parameters, List.of(types));
    }

    @Override
    public String kind() {
        return "function";
    }

    /** The type as an arrow, for example {@code (i32, i64) -> (f32)}. */
    @Override
    public String toString() {
        return list(parameters) + " -> " + list(results);
    }

    /** As {@code jwasi_func_new} reads it. */
    String text() {
        return text(parameters) + "->" + text(results);
    }

    static String text(List<ValueType> types) {
        return types.stream().map(ValueType::text).collect(joining(","));
    }

    private static String list(List<ValueType> types) {
        return types.stream().map(ValueType::text).collect(joining(", ", "(", ")"));
    }
}
