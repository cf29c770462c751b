package io.github.jwasi.examples;

import java.nio.file.Path;

/**
 * One observable behaviour of Node's {@code node:wasi}, and what Java does there.
 *
 * <p>The numbers run through the classes {@code Node...Test}, from A for the options to I for Node's C programs. What
 * Java's types leave no room for is in {@link NodeRowsTest}.
 */
record NodeRow(String number, String behaviour, Check check) {
    interface Check {
        void run(Path folder) throws Throwable;
    }

    static NodeRow row(String number, String behaviour, Check check) {
        return new NodeRow(number, behaviour, check);
    }

    @Override
    public String toString() {
        return number + " " + behaviour;
    }
}
