package io.github.jwasi.cli;

import io.github.jwasi.ExitException;
import io.github.jwasi.ExitStatus;
import io.github.jwasi.TrapException;
import io.github.jwasi.WebAssemblyException;
import io.github.jwasi.spi.NativeLibraryException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** Tells the user what went wrong, in a line that says what to do, and gives the status for it. */
final class Failure {
    private Failure() {}

    static int report(Throwable e) {
        if (e instanceof ExitException exit) {
            return ExitStatus.of(exit.code());
        }
        System.err.println("jwasi: " + message(e));
        if (!(e instanceof TrapException trap)) {
            return Status.FAILURE;
        }
        if (!trap.frames().isEmpty()) {
            System.err.println(trap.wasmStackTrace());
        }
        return Status.TRAP;
    }

    private static String message(Throwable e) {
        return switch (e) {
            case TrapException trap -> "trap: " + trap.trap().description() + ": " + trap.getMessage();
            case UncheckedIOException unchecked -> message(unchecked.getCause());
            case FileSystemException file -> message(file);
            case WebAssemblyException known -> known.getMessage();
            case NativeLibraryException known -> known.getMessage();
            case IllegalArgumentException known -> String.valueOf(known.getMessage());
            case IllegalStateException known -> String.valueOf(known.getMessage());
            case IOException io -> String.valueOf(io.getMessage());
            default -> e.toString();
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
