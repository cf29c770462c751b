package io.github.jwasi;

import java.io.Serializable;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A call in a guest, at the moment when it was stopped.
 *
 * @param module the name of the module, where it has one
 * @param function the name of the function, where the module's name section has one
 * @param functionIndex its index in the module
 * @param moduleOffset where it stood, in bytes from the beginning of the module, or -1 if that is unknown
 * @param functionOffset the same from the beginning of the function, or -1 if that is unknown
 * @param lines where that is in the source, innermost first where functions were inlined; empty where the module has no
 *     debug information
 */
public record WasmFrame(
        Optional<String> module,
        Optional<String> function,
        int functionIndex,
        long moduleOffset,
        long functionOffset,
        List<SourceLine> lines)
        implements Serializable {
    /**
     * A frame.
     *
     * @throws NullPointerException if a component is null
     */
    public WasmFrame {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(function, "function");
        lines = List.copyOf(lines);
    }

    /** The frame as one line, for example {@code hello.wasm!main at 0x1f3 (main.c:12:5)}. */
    @Override
    public String toString() {
        return moduleName() + "!" + functionName()
                + (moduleOffset < 0 ? "" : " at 0x" + Long.toHexString(moduleOffset))
                + (lines.isEmpty() ? "" : " (" + lines.getFirst() + ")");
    }

    private String moduleName() {
        return module.orElse("wasm");
    }

    private String functionName() {
        return function.orElse("function[" + functionIndex + "]");
    }

    /** As Java's stack traces show it: one element, or one for each function that was inlined. */
    Stream<StackTraceElement> toStackTraceElements() {
        if (lines.isEmpty()) {
            return Stream.of(element(functionName(), "wasm:0x" + Long.toHexString(moduleOffset), -1));
        }
        return lines.stream()
                .map(line -> element(
                        line.function().orElse(functionName()),
                        line.file().orElse("wasm"),
                        line.line() == 0 ? -1 : line.line()));
    }

    private StackTraceElement element(String method, String file, int line) {
        return new StackTraceElement(moduleName(), method, file, line);
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
