//! Entering wasm without a way to end the process.

use std::ptr;

use wasmtime::{AsContextMut as _, Error, Func, Instance, Result, ThrownException, Trap, ValRaw};
use wasmtime_c_api::{WasmtimeStoreContextMut, wasm_trap_t, wasmtime_linker_t, wasmtime_module_t};

use crate::layout;
use crate::panic::caught;
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

/// Whether a function of the host may run here.
pub fn has_host_stack() -> bool {
    jwasi_remaining_stack() >= HOST_STACK
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
    let slots = ptr::slice_from_raw_parts_mut(args_and_results, args_and_results_len);
    // SAFETY: the slots are as the caller promised them to `wasmtime_func_call_unchecked`.
    let called = guarded(context, |context| unsafe {
        func.call_unchecked(context, slots)
    });
    report(called, trap)
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_linker_instantiate(
    linker: &wasmtime_linker_t,
    context: WasmtimeStoreContextMut<'_>,
    module: &wasmtime_module_t,
    instance: &mut Instance,
    trap: &mut *mut wasm_trap_t,
) -> ErrorPtr {
    let (linker, module) = (layout::linker(linker), layout::module(module));
    let made = instantiating(context, |context| linker.instantiate(context, module));
    report(made.map(|made| *instance = made), trap)
}

/// As `guarded`, for every instance that is made: it keeps account of the memories, and gives an error that names the
/// limit of the store that does not allow the instance.
pub fn instantiating(
    context: WasmtimeStoreContextMut<'_>,
    instantiate: impl FnOnce(WasmtimeStoreContextMut<'_>) -> Result<Instance>,
) -> Result<Instance> {
    let state = StoreState::of_context(&context);
    let make = |mut context: WasmtimeStoreContextMut<'_>| {
        state.memories.begin_instance();
        let instance = instantiate(context.as_context_mut())?;
        state.memories.end_instance(context, &instance);
        Ok(instance)
    };
    state.explaining(|| guarded(context, make))
}

pub fn guarded<'a, T>(
    context: WasmtimeStoreContextMut<'a>,
    enter: impl FnOnce(WasmtimeStoreContextMut<'a>) -> Result<T>,
) -> Result<T> {
    let state = StoreState::of_context(&context);
    let required = if state.is_entered() {
        // Wasm is bounded by the first entry: below that bound it traps at once. But the function may be
        // one of the host, which nothing else keeps from running at the very end of the stack.
        HOST_STACK
    } else {
        jwasi_required_stack(state.max_wasm_stack)
    };
    if jwasi_remaining_stack() < required {
        return Err(Trap::StackOverflow.into());
    }
    state.check_enterable()?;
    let _entered = state.enter();
    caught(|| enter(context))
}

/// Gives the result as the C API does: null, an error, or a trap.
///
/// `trap` is written at the end and not before, as the guest may have called the host, and the host a guest
/// that trapped, through the same `trap`.
pub fn report(result: Result<()>, trap: &mut *mut wasm_trap_t) -> ErrorPtr {
    *trap = ptr::null_mut();
    let error = result.err()?;
    if is_trap(&error) {
        *trap = Box::into_raw(layout::into_c_trap(error));
        return None;
    }
    Some(Box::new(error.into()))
}

/// As the C API decides it.
fn is_trap(error: &Error) -> bool {
    error.is::<Trap>() || error.is::<ThrownException>()
}
