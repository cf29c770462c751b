package io.github.jwasi.cli;

import java.io.File;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * What the process does about signals while a guest runs.
 *
 * <p>The JVM ignores SIGPIPE, so a guest that does not look at the results of its writes, as few C programs do, would go
 * on for ever when the reader of its output has gone. And it answers the others by an exit for which it waits 0.3
 * seconds, as its thread is inside the guest, and which hides from a shell that a signal ended the command.
 */
final class Signals {
    private static final int SIGHUP = 1;
    private static final int SIGINT = 2;
    private static final int SIGPIPE = 13;
    private static final int SIGTERM = 15;

    /** Both are numbers, in the clothes of pointers, on Linux and macOS. */
    private static final MemorySegment SIG_DFL = MemorySegment.NULL;

    private static final MemorySegment SIG_IGN = MemorySegment.ofAddress(1);

    private Signals() {}

    /** Lets them end the process, as they end other commands. Windows has none. */
    static void endTheProcess() {
        if (File.separatorChar != '/') {
            return;
        }
        var linker = Linker.nativeLinker();
        var signal = linker.downcallHandle(
                linker.defaultLookup().find("signal").orElseThrow(),
                FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
        for (int number : new int[] {SIGHUP, SIGINT, SIGPIPE, SIGTERM}) {
            // Of `nohup` the JVM leaves alone what is ignored, and so does this.
            if (set(signal, number, SIG_DFL).equals(SIG_IGN)) {
                set(signal, number, SIG_IGN);
            }
        }
    }

    private static MemorySegment set(MethodHandle signal, int number, MemorySegment action) {
        try {
            return (MemorySegment) signal.invokeExact(number, action);
        } catch (Throwable e) {
            throw new AssertionError("signal throws nothing", e);
        }
    }
}
