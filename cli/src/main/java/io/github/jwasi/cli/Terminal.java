package io.github.jwasi.cli;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;

/** Whether somebody watches. Java's console tells it of stdin and stdout together, and of stderr not at all. */
final class Terminal {
    private static final int STDERR = 2;

    private Terminal() {}

    /** Whether stderr is a terminal, or a console of Windows. */
    static boolean isStderr() {
        var linker = Linker.nativeLinker();
        var lookup = linker.defaultLookup();
        var isatty = lookup.find("isatty").or(() -> lookup.find("_isatty"));
        if (isatty.isEmpty()) {
            return false;
        }
        var handle =
                linker.downcallHandle(isatty.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
        try {
            return (int) handle.invokeExact(STDERR) != 0;
        } catch (Throwable e) {
            throw new AssertionError("isatty throws nothing", e);
        }
    }
}
