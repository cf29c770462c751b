package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasm_byte_vec_t;
import io.github.jwasi.bindings.wasm_frame_vec_t;

/**
 * Links the native functions that a failure is read with.
 *
 * <p>Each is linked by the initialiser of a class, and a class whose initialiser meets the end of the stack is unusable for
 * ever. The first failure may well be that the stack ends, so another thread, whose stack is fresh, does it; and not
 * before that, as most guests never fail and it takes longer than an instantiation.
 */
final class FailureLinkage implements Runnable {
    private static volatile boolean done;

    private FailureLinkage() {}

    static void ensure() {
        if (!done) {
            link();
        }
    }

    private static void link() {
        var thread = new Thread(null, new FailureLinkage(), "jwasi-linkage", 0, false);
        thread.setDaemon(true);
        thread.start();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void run() {
        Wasmtime.wasmtime_error_message$handle();
        Wasmtime.wasmtime_error_exit_status$handle();
        Wasmtime.wasmtime_error_wasm_trace$handle();
        Wasmtime.wasmtime_error_delete$handle();
        Wasmtime.wasmtime_trap_code$handle();
        Wasmtime.jwasi_exception_take$handle();
        Wasmtime.wasm_trap_message$handle();
        Wasmtime.wasm_trap_trace$handle();
        Wasmtime.wasm_trap_delete$handle();
        Wasmtime.wasm_byte_vec_delete$handle();
        Wasmtime.wasm_frame_vec_delete$handle();
        Wasmtime.wasm_frame_func_index$handle();
        Wasmtime.wasm_frame_module_offset$handle();
        Wasmtime.wasmtime_frame_func_name$handle();
        Wasmtime.wasmtime_frame_module_name$handle();
        wasm_byte_vec_t.layout();
        wasm_frame_vec_t.layout();
        Trap.of(0);
        Wasmtime.jwasi_remaining_stack$handle();
        Wasmtime.jwasi_required_stack$handle();
        done = true;
    }
}
