package io.github.jwasi.cli;

import io.github.jwasi.Function;
import io.github.jwasi.Instance;
import io.github.jwasi.ValueType;
import java.util.List;

/**
 * A call of an exported function with words of the command line.
 *
 * @param name the function's name
 * @param function the function
 */
record Invocation(String name, Function function) {
    static Invocation of(Instance instance, String name) {
        return new Invocation(name, instance.function(name));
    }

    /** Calls the function and prints its results, one a line. */
    void print(List<String> words) {
        var result = function.call(arguments(words));
        if (result instanceof Object[] results) {
            for (var each : results) {
                System.out.println(each);
            }
        } else if (result != null) {
            System.out.println(result);
        }
        System.out.flush();
    }

    private Object[] arguments(List<String> words) {
        var types = function.type().parameters();
        if (words.size() != types.size()) {
            throw new IllegalArgumentException(name + " " + function.type() + " takes " + types.size()
                    + " arguments, and given were " + words.size());
        }
        var arguments = new Object[words.size()];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = argument(types.get(i), words.get(i), i + 1);
        }
        return arguments;
    }

    private Object argument(ValueType type, String word, int number) {
        try {
            return switch (type.text()) {
                case "i32" -> integer(word);
                case "i64" -> longInteger(word);
                case "f32" -> Float.valueOf(word);
                case "f64" -> Double.valueOf(word);
                default ->
                    throw new IllegalArgumentException(
                            name + " " + function.type() + " takes a " + type + ", which the command line cannot give");
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("argument " + number + " of " + name + " " + function.type() + " is no "
                    + type + ": '" + word + "'");
        }
    }

    /** Signed or, as people write addresses and masks, unsigned. */
    private static Integer integer(String word) {
        return word.startsWith("-") ? Integer.parseInt(word) : Integer.parseUnsignedInt(word);
    }

    private static Long longInteger(String word) {
        return word.startsWith("-") ? Long.parseLong(word) : Long.parseUnsignedLong(word);
    }
}
