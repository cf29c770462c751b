package io.github.jwasi;

import static java.util.stream.Collectors.joining;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasm_frame_vec_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiConsumer;

/**
 * What a call of the native library reports: an error or a trap, read whole and freed.
 *
 * @param exitCode the code, where the guest exited
 * @param trap the kind, where it is a trap
 * @param message the message without the frames
 * @param frames the guest's calls, innermost first
 */
record NativeFailure(OptionalInt exitCode, Optional<Trap> trap, String message, List<WasmFrame> frames) {
    /** Reads and frees a {@code wasmtime_error_t}. */
    static NativeFailure ofError(MemorySegment error) {
        FailureLinkage.ensure();
        try {
            return new NativeFailure(
                    exitCode(error),
                    Optional.empty(),
                    clean(NativeText.vector(
                            vector -> Wasmtime.wasmtime_error_message(error, vector), NativeText::text)),
                    frames(error, Wasmtime::wasmtime_error_wasm_trace));
        } finally {
            Wasmtime.wasmtime_error_delete(error);
        }
    }

    /** Reads and frees a {@code wasm_trap_t}. */
    static NativeFailure ofTrap(MemorySegment trap) {
        FailureLinkage.ensure();
        try {
            return new NativeFailure(
                    OptionalInt.empty(),
                    Optional.of(code(trap)),
                    clean(NativeText.vector(vector -> Wasmtime.wasm_trap_message(trap, vector), NativeText::text)),
                    frames(trap, Wasmtime::wasm_trap_trace));
        } finally {
            Wasmtime.wasm_trap_delete(trap);
        }
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

    private static OptionalInt exitCode(MemorySegment error) {
        try (var arena = Arena.ofConfined()) {
            var status = arena.allocate(ValueLayout.JAVA_INT);
            return Wasmtime.wasmtime_error_exit_status(error, status)
                    ? OptionalInt.of(status.get(ValueLayout.JAVA_INT, 0))
                    : OptionalInt.empty();
        }
    }

    private static Trap code(MemorySegment trap) {
        try (var arena = Arena.ofConfined()) {
            var code = arena.allocate(ValueLayout.JAVA_BYTE);
            return Wasmtime.wasmtime_trap_code(trap, code) ? Trap.of(code.get(ValueLayout.JAVA_BYTE, 0)) : Trap.OTHER;
        }
    }

    /** The engine prefixes a message with the frames, which are read apart, and numbers its causes. */
    private static String clean(String message) {
        var text = message.replace("\0", "");
        int causes = text.indexOf("Caused by:\n");
        if (text.startsWith("error while executing at wasm backtrace:") && causes >= 0) {
            text = text.substring(causes + "Caused by:\n".length());
        }
        return text.replace("Caused by:\n", "")
                .lines()
                .map(NativeFailure::cause)
                .filter(line -> !line.isEmpty())
                .collect(joining(": "));
    }

    /** Without a regular expression, which fails with an exception of its own where little stack is left. */
    private static String cause(String line) {
        var text = line.strip();
        int number = 0;
        while (number < text.length() && Character.isDigit(text.charAt(number))) {
            number++;
        }
        text = number > 0 && text.startsWith(": ", number) ? text.substring(number + 2) : text;
        return text.startsWith("wasm trap: ") ? text.substring("wasm trap: ".length()) : text;
    }

    private static List<WasmFrame> frames(MemorySegment failure, BiConsumer<MemorySegment, MemorySegment> trace) {
        try (var arena = Arena.ofConfined()) {
            var vector = wasm_frame_vec_t.allocate(arena);
            trace.accept(failure, vector);
            try {
                return frames(vector);
            } finally {
                Wasmtime.wasm_frame_vec_delete(vector);
            }
        }
    }

    private static List<WasmFrame> frames(MemorySegment vector) {
        long size = wasm_frame_vec_t.size(vector);
        // Sound: the vector says how many pointers its pointer has.
        var pointers = wasm_frame_vec_t.data(vector).reinterpret(size * ValueLayout.ADDRESS.byteSize());
        var frames = new ArrayList<WasmFrame>();
        for (long i = 0; i < size; i++) {
            frames.add(frame(pointers.getAtIndex(ValueLayout.ADDRESS, i)));
        }
        return frames;
    }

    private static WasmFrame frame(MemorySegment frame) {
        return new WasmFrame(
                name(Wasmtime.wasmtime_frame_module_name(frame)),
                name(Wasmtime.wasmtime_frame_func_name(frame)),
                Wasmtime.wasm_frame_func_index(frame),
                Wasmtime.wasm_frame_module_offset(frame));
    }

    private static Optional<String> name(MemorySegment name) {
        if (!is(name)) {
            return Optional.empty();
        }
        // Sound: not null, so the engine points to a `wasm_byte_vec_t` that lives as long as the frame.
        var vector = name.reinterpret(io.github.jwasi.bindings.wasm_byte_vec_t.sizeof());
        return Optional.of(NativeText.text(NativeText.bytes(vector)));
    }
}
