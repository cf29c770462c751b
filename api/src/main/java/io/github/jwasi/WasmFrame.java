package io.github.jwasi;

import java.io.Serializable;
import java.util.Optional;

/**
 * A call in a guest, as a trap found it.
 *
 * @param module the name of the module, where it has one
 * @param function the name of the function, where the module's name section has one
 * @param functionIndex its index in the module
 * @param moduleOffset where it stood, in bytes from the beginning of the module, or -1 if that is unknown
 */
public record WasmFrame(Optional<String> module, Optional<String> function, int functionIndex, long moduleOffset)
        implements Serializable {
    /** The frame as one line, for example {@code hello.wasm!main at 0x1f3}. */
    @Override
    public String toString() {
        return module.orElse("wasm") + "!" + function.orElse("function[" + functionIndex + "]")
                + (moduleOffset < 0 ? "" : " at 0x" + Long.toHexString(moduleOffset));
    }

    /** As Java's stack traces show it. */
    StackTraceElement toStackTraceElement() {
        return new StackTraceElement(
                module.orElse("wasm"), function.orElse("function[" + functionIndex + "]"), "wasm", -1);
    }

    private Object writeReplace() {
        return new SerializedRecord(this);
    }
}
