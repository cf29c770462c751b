package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Calls of functions that take or give references. */
final class ReferenceCall {
    private ReferenceCall() {}

    /** Links what a call needs. Not at the first call, which may be where the stack ends: see {@link FailureReader}. */
    static void link() {
        Wasmtime.jwasi_func_call_with_references$handle();
        Wasmtime.jwasi_error_wrong_argument$handle();
    }

    /** Calls a function with what is in its slots. */
    static void call(Store store, Function callee, MemorySegment frame, int count) {
        var trap = store.stack().trap();
        store.forgetParked();
        var error = Wasmtime.jwasi_func_call_with_references(store.context(), callee.pointer(), frame, count, trap);
        checkArguments(error, callee);
        store.check(error, trap.get(ValueLayout.ADDRESS, 0));
    }

    /** Only the engine knows whether a reference is to a value of a narrower type than Java tells apart. */
    private static void checkArguments(MemorySegment error, Function callee) {
        int index = NativeFailure.is(error) ? Wasmtime.jwasi_error_wrong_argument(error) : -1;
        if (index >= 0) {
            Wasmtime.wasmtime_error_delete(error);
            throw new IllegalArgumentException(callee.argument(index) + " is "
                    + callee.type().parameters().get(index) + ", and given was a reference to something else");
        }
    }
}
