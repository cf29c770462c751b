package io.github.jwasi.cli;

import io.github.jwasi.Function;
import io.github.jwasi.Instance;
import java.util.ArrayList;
import java.util.List;

/**
 * A call of an exported function with words of the command line.
 *
 * @param name the function's name
 * @param function the function
 * @param arguments of the function's types
 */
record Invocation(String name, Function function, List<Object> arguments) {
    /**
     * Finds the function and converts the words.
     *
     * @throws IllegalArgumentException if there is no such function, or it takes something else
     */
    static Invocation of(Instance instance, String name, List<String> words) {
        var function = instance.function(name);
        var types = function.type().parameters();
        if (words.size() != types.size()) {
            throw new IllegalArgumentException(name + " " + function.type() + " takes " + count(types.size())
                    + ", and given were " + words.size());
        }
        var arguments = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            arguments.add(argument(name, function, i, words.get(i)));
        }
        return new Invocation(name, function, arguments);
    }

    /** Calls the function and prints its results, one a line. */
    void print() {
        var result = function.call(arguments.toArray());
        if (result instanceof Object[] results) {
            for (var each : results) {
                System.out.println(each);
            }
        } else if (result != null) {
            System.out.println(result);
        }
        System.out.flush();
    }

    private static String count(int arguments) {
        return arguments == 1 ? "1 argument" : arguments + " arguments";
    }

    private static Object argument(String name, Function function, int index, String word) {
        var type = function.type().parameters().get(index);
        try {
            return switch (type.text()) {
                case "i32" -> integer(word);
                case "i64" -> longInteger(word);
                case "f32" -> Float.valueOf(word);
                case "f64" -> Double.valueOf(word);
                default ->
                    throw new IllegalArgumentException(name + " " + function.type() + " takes a " + type.text()
                            + ", which the command line cannot give");
            };
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "argument " + (index + 1) + " of " + name + " " + function.type() + " is no " + type.text() + ": '"
                            + word + "'",
                    e);
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
