//! Entering wasm without a way to end the process.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use wasmtime::{Func, Instance, Trap, ValRaw, format_err};
use wasmtime_c_api::{
    WasmtimeStoreContextMut, wasm_trap_t, wasmtime_error_t, wasmtime_func_call_unchecked,
    wasmtime_linker_instantiate, wasmtime_linker_t, wasmtime_module_t, wasmtime_trap_new_code,
};

use crate::store::StoreState;
use crate::text::ErrorPtr;

/// What must be left below the deepest wasm frame.
///
/// A host function runs there. HotSpot keeps its guard pages at the end of the stack (16 KiB) and
/// wants its shadow pages (80 KiB) free before it runs Java, whose upcall may not overflow: a
/// `StackOverflowError` that leaves an upcall ends the JVM. The rest is for the functions of WASI.
const HOST_STACK: usize = 256 * 1024;

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_remaining_stack() -> usize {
    stacker::remaining_stack().unwrap_or(0)
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_required_stack(max_wasm_stack: usize) -> usize {
    max_wasm_stack.saturating_add(HOST_STACK)
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_func_call(
    context: WasmtimeStoreContextMut<'_>,
    func: &Func,
    args_and_results: *mut ValRaw,
    args_and_results_len: usize,
    trap: &mut *mut wasm_trap_t,
) -> ErrorPtr {
    guarded(context, trap, |context, trap| {
        // SAFETY: the arguments are passed on as the caller promised them to the C API.
        unsafe {
            wasmtime_func_call_unchecked(
                context,
                func,
                args_and_results,
                args_and_results_len,
                trap,
            )
        }
    })
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_linker_instantiate(
    linker: &wasmtime_linker_t,
    context: WasmtimeStoreContextMut<'_>,
    module: &wasmtime_module_t,
    instance: &mut Instance,
    trap: &mut *mut wasm_trap_t,
) -> ErrorPtr {
    guarded(context, trap, |context, trap| {
        wasmtime_linker_instantiate(linker, context, module, instance, trap)
    })
}

fn guarded<'a>(
    context: WasmtimeStoreContextMut<'a>,
    trap: &mut *mut wasm_trap_t,
    enter: impl FnOnce(WasmtimeStoreContextMut<'a>, &mut *mut wasm_trap_t) -> ErrorPtr,
) -> ErrorPtr {
    let mut own_trap = ptr::null_mut();
    let error = checked(context, &mut own_trap, enter);
    // Not before: the guest may have called the host, and the host a guest that trapped, through the same `trap`.
    *trap = own_trap;
    error
}

fn checked<'a>(
    context: WasmtimeStoreContextMut<'a>,
    trap: &mut *mut wasm_trap_t,
    enter: impl FnOnce(WasmtimeStoreContextMut<'a>, &mut *mut wasm_trap_t) -> ErrorPtr,
) -> ErrorPtr {
    let state = StoreState::of_context(&context);
    let required = if state.is_entered() {
        // Wasm is bounded by the first entry: below that bound it traps at once. But the function may be
        // one of the host, which nothing else keeps from running at the very end of the stack.
        HOST_STACK
    } else {
        jwasi_required_stack(state.max_wasm_stack)
    };
    if jwasi_remaining_stack() < required {
        return trapped(Trap::StackOverflow, trap);
    }
    if let Err(error) = state.check_enterable() {
        return match error.downcast_ref::<Trap>() {
            Some(&code) => trapped(code, trap),
            None => Some(Box::new(error.into())),
        };
    }
    let _entered = state.enter();
    match catch_unwind(AssertUnwindSafe(|| enter(context, trap))) {
        Ok(error) => error,
        Err(panic) => Some(Box::new(panicked(&*panic))),
    }
}

fn trapped(code: Trap, trap: &mut *mut wasm_trap_t) -> ErrorPtr {
    // SAFETY: the C API takes the number of every `Trap`.
    *trap = Box::into_raw(unsafe { wasmtime_trap_new_code(code as u8) });
    None
}

fn panicked(panic: &(dyn std::any::Any + Send)) -> wasmtime_error_t {
    let message = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message");
    format_err!("the engine failed: {message}").into()
}
