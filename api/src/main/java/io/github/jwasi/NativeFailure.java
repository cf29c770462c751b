package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a call of the native library reports: an error or a trap, read whole and freed.
 *
 * @param exitCode the code, where the guest exited
 * @param trap the kind, where it is a trap
 * @param message the message without the frames
 * @param frames the guest's calls, innermost first
 */
record NativeFailure(OptionalInt exitCode, Optional<Trap> trap, String message, List<WasmFrame> frames) {
    private static final int NO_TRAP = 255;

    /** Reads and frees a {@code wasmtime_error_t}. */
    static NativeFailure ofError(MemorySegment error) {
        try {
            return NativeText.vector(
                    vector -> Wasmtime.jwasi_error_read(error, vector), bytes -> read(new TypeReader(bytes)));
        } finally {
            Wasmtime.wasmtime_error_delete(error);
        }
    }

    /** Reads and frees a {@code wasm_trap_t}. */
    static NativeFailure ofTrap(MemorySegment trap) {
        try {
            var failure = NativeText.vector(
                    vector -> Wasmtime.jwasi_trap_read(trap, vector), bytes -> read(new TypeReader(bytes)));
            return failure.trap().isPresent()
                    ? failure
                    : new NativeFailure(
                            failure.exitCode(), Optional.of(Trap.OTHER), failure.message(), failure.frames());
        } finally {
            Wasmtime.wasm_trap_delete(trap);
        }
    }

    /** As {@code jwasi_error_read} of {@code jwasi.h} writes it. */
    private static NativeFailure read(TypeReader reader) {
        boolean exited = reader.flag();
        int code = reader.number32();
        int trap = reader.number8() & 0xff;
        var message = reader.text();
        int count = reader.number32();
        var frames = new ArrayList<WasmFrame>(count);
        for (int i = 0; i < count; i++) {
            frames.add(frame(reader));
        }
        return new NativeFailure(
                exited ? OptionalInt.of(code) : OptionalInt.empty(),
                trap == NO_TRAP ? Optional.empty() : Optional.of(Trap.of(trap)),
                message,
                List.copyOf(frames));
    }

    private static WasmFrame frame(TypeReader reader) {
        var module = reader.optionalText();
        var function = reader.optionalText();
        int index = reader.number32();
        long moduleOffset = reader.number64();
        long functionOffset = reader.number64();
        int count = reader.number32();
        var lines = new ArrayList<SourceLine>(count);
        for (int i = 0; i < count; i++) {
            lines.add(
                    new SourceLine(reader.optionalText(), reader.optionalText(), reader.number32(), reader.number32()));
        }
        return new WasmFrame(module, function, index, moduleOffset, functionOffset, List.copyOf(lines));
    }

    /** The message of a {@code wasmtime_error_t}, which is freed. */
    static String message(MemorySegment error) {
        return ofError(error).message();
    }

    /** Refuses what a call that takes values did not take: null, or a {@code wasmtime_error_t}, which is freed. */
    static void checkArgument(String what, MemorySegment error) {
        if (is(error)) {
            throw new IllegalArgumentException(what + ": " + message(error));
        }
    }

    /** Whether a call that returns a {@code wasmtime_error_t} failed. */
    static boolean is(MemorySegment error) {
        return error.address() != 0;
    }

    /** The exception that stands for the failure of a running guest. */
    RuntimeException toException() {
        if (exitCode.isPresent()) {
            return new ExitException(exitCode.getAsInt());
        }
        return new TrapException(trap.orElse(Trap.OTHER), message, frames);
    }
}
