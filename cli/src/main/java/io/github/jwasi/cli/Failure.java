package io.github.jwasi.cli;

import io.github.jwasi.ExitException;
import io.github.jwasi.ExitStatus;
import io.github.jwasi.Trap;
import io.github.jwasi.TrapException;
import io.github.jwasi.WebAssemblyException;
import io.github.jwasi.spi.NativeLibraryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Tells the user what went wrong, in a line that says what to do, and gives the status for it. */
final class Failure {
    /** The environment variable that shows Java's stack traces. */
    private static final String DEBUG = "JWASI_DEBUG";

    private Failure() {}

    /** Reports what a guest ended with. */
    static int report(Path file, RuntimeException e) {
        return switch (e) {
            case ExitException exit -> ExitStatus.of(exit.code());
            case TrapException trap -> report(trap);
            default -> report(file + ": " + message(e), e);
        };
    }

    /** Reports what happened before a guest ran. */
    static int report(Throwable e) {
        return report(message(e), e);
    }

    private static int report(String message, Throwable e) {
        System.err.println("jwasi: " + message);
        if (System.getenv(DEBUG) != null) {
            e.printStackTrace();
        }
        return Status.FAILURE;
    }

    private static int report(TrapException trap) {
        // Only the timeout interrupts, and has told so.
        boolean timeout = trap.trap() == Trap.INTERRUPT;
        if (!timeout) {
            System.err.println("jwasi: trap: " + trap.trap().description() + ": " + trap.getMessage());
        }
        if (!trap.frames().isEmpty()) {
            System.err.println(trap.wasmStackTrace());
        }
        return timeout ? Status.TIMEOUT : Status.TRAP;
    }

    private static String message(Throwable e) {
        return switch (e) {
            case UncheckedIOException unchecked -> message(unchecked.getCause());
            case FileSystemException file -> message(file);
            case WebAssemblyException known -> String.valueOf(known.getMessage());
            case NativeLibraryException known -> String.valueOf(known.getMessage());
            case IllegalArgumentException known -> String.valueOf(known.getMessage());
            case IllegalStateException known -> String.valueOf(known.getMessage());
            case IOException known -> String.valueOf(known.getMessage());
            case OutOfMemoryError error -> "out of memory: " + error.getMessage();
            default -> "unexpected " + e + "; with " + DEBUG + "=1 in the environment, jwasi shows where it came from";
        };
    }

    private static String message(FileSystemException e) {
        var reason = e.getReason();
        if (reason == null) {
            reason = switch (e) {
                case NoSuchFileException missing -> "no such file or directory";
                case AccessDeniedException denied -> "permission denied";
                default -> e.getClass().getSimpleName();
            };
        }
        return e.getFile() + ": " + reason;
    }
}
