package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;

/** Tells a guest that overflowed its stack from a thread that has too little of it to begin with. */
final class StackShortage {
    private StackShortage() {}

    /** The exception for a failure, with a message of its own where the call was refused for want of stack. */
    static RuntimeException explain(NativeFailure failure, EngineOptions options) {
        boolean refused = failure.trap().filter(Trap.STACK_OVERFLOW::equals).isPresent()
                && failure.frames().isEmpty();
        if (!refused) {
            return failure.toException();
        }
        long required = Wasmtime.jwasi_required_stack(options.maxWasmStack());
        long remaining = Wasmtime.jwasi_remaining_stack();
        return new TrapException(
                Trap.STACK_OVERFLOW,
                "the thread " + Thread.currentThread().getName() + " has " + remaining / 1024
                        + " KiB of stack left, and the guest needs " + required / 1024
                        + " KiB: call it from fewer Java frames, give the thread a larger stack (-Xss, or the stackSize "
                        + "of java.lang.Thread), or use EngineOptions.withMaxWasmStack",
                failure.frames());
    }
}
