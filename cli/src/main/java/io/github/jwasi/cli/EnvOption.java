package io.github.jwasi.cli;

import picocli.CommandLine.TypeConversionException;

/**
 * A variable of {@code --env}, written {@code NAME=VALUE}, or {@code NAME} for the value that this process has.
 *
 * @param name its name
 * @param value its value
 */
record EnvOption(String name, String value) {
    static EnvOption parse(String word) {
        int equals = word.indexOf('=');
        var name = equals < 0 ? word : word.substring(0, equals);
        if (name.isEmpty()) {
            throw new TypeConversionException("'" + word + "' is not NAME=VALUE or NAME");
        }
        return new EnvOption(name, equals < 0 ? inherited(name) : word.substring(equals + 1));
    }

    private static String inherited(String name) {
        var value = System.getenv(name);
        if (value == null) {
            throw new TypeConversionException(
                    "the variable " + name + " is not set here; give it a value with " + name + "=VALUE");
        }
        return value;
    }
}
