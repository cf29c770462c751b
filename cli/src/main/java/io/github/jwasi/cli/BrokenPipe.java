package io.github.jwasi.cli;

import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * What happens when the reader of the guest's output has gone.
 *
 * <p>The JVM ignores the signal, and a guest that does not look at the results of its writes, as few C programs do, would
 * go on writing for ever.
 */
final class BrokenPipe {
    /** The number that Linux and macOS give it. */
    private static final int SIGPIPE = 13;

    private BrokenPipe() {}

    /** Lets the signal end the process, as it ends other commands in a pipe. Windows has none. */
    static void endsProcess() {
        if (File.separatorChar != '/') {
            return;
        }
        var linker = Linker.nativeLinker();
        linker.defaultLookup().find("signal").ifPresent(signal -> setDefault(linker, signal));
    }

    private static void setDefault(Linker linker, MemorySegment signal) {
        var handle = linker.downcallHandle(
                signal, FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        try {
            // The null pointer is SIG_DFL, and what comes back is the handler before.
            var before = (MemorySegment) handle.invokeExact(SIGPIPE, MemorySegment.NULL);
            assert before.byteSize() == 0;
        } catch (Throwable e) {
            throw new AssertionError("signal throws nothing", e);
        }
    }
}
