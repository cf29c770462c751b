package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;

/** Tells a guest that overflowed its stack from a thread that has too little of it to begin with. */
final class StackShortage {
    private StackShortage() {}

    /** The exception for a failure, with a message of its own where the call was refused for want of stack. */
    @SuppressWarnings(
            "UnnecessaryStringBuilder") // a concatenation by `+` is linked at its first use: no stack for that
    static RuntimeException explain(NativeFailure failure, EngineOptions options) {
        if (failure.trap().orElse(Trap.OTHER) != Trap.STACK_OVERFLOW
                || !failure.frames().isEmpty()) {
            return failure.toException();
        }
        long required = Wasmtime.jwasi_required_stack(options.maxWasmStack());
        long remaining = Wasmtime.jwasi_remaining_stack();
        var message = new StringBuilder("the thread ")
                .append(Thread.currentThread().getName())
                .append(" has ")
                .append(remaining / 1024)
                .append(" KiB of stack left, and the guest needs ")
                .append(required / 1024)
                .append(
                        " KiB: call it from fewer Java frames, give the thread a larger stack (-Xss, or the stackSize of ")
                .append("java.lang.Thread), or use EngineOptions.withMaxWasmStack")
                .toString();
        return new TrapException(Trap.STACK_OVERFLOW, message, failure.frames());
    }
}
