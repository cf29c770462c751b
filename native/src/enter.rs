//! Entering wasm without a way to end the process.

use std::cell::Cell;
use std::mem::MaybeUninit;
use std::ptr;

use wasmtime::error::bail;
use wasmtime::{AsContextMut as _, Error, Func, Instance, Result, ThrownException, Trap, ValRaw};
use wasmtime_c_api::{
    WasmtimeStoreContextMut, wasm_trap_t, wasmtime_extern_t, wasmtime_linker_t, wasmtime_module_t,
};

use crate::layout;
use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr, utf8};

/// What must be left below the deepest wasm frame.
///
/// A host function runs there. HotSpot keeps its guard pages at the end of the stack (16 KiB) and
/// wants its shadow pages (80 KiB) free before it runs Java, whose upcall may not overflow: a
/// `StackOverflowError` that leaves an upcall ends the JVM. The rest is for the functions of WASI.
const HOST_STACK: usize = 256 * 1024;

thread_local! {
    /// Where the stack of this thread ends, 0 if that was not asked yet. `stacker` keeps it too, but behind calls that take
    /// as long as a quarter of a call into wasm.
    static STACK_END: Cell<usize> = const { Cell::new(0) };
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_remaining_stack() -> usize {
    remaining_stack()
}

#[inline]
fn remaining_stack() -> usize {
    let local = 0u8;
    let here = (&raw const local).addr();
    match STACK_END.get() {
        0 => find_stack_end(here),
        end => here.saturating_sub(end),
    }
}

#[cold]
fn find_stack_end(here: usize) -> usize {
    let Some(remaining) = stacker::remaining_stack() else {
        return 0;
    };
    STACK_END.set(here.saturating_sub(remaining));
    remaining
}

/// Whether a function of the host may run here.
pub fn has_host_stack() -> bool {
    remaining_stack() >= HOST_STACK
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
pub unsafe extern "C" fn jwasi_instance_export(
    mut context: WasmtimeStoreContextMut<'_>,
    instance: &Instance,
    name: *const u8,
    len: usize,
    item: &mut MaybeUninit<wasmtime_extern_t>,
) -> ErrorPtr {
    // SAFETY: the header asks for `len` readable bytes.
    let name = unsafe { utf8(name, len) };
    error_ptr(caught(|| {
        let name = name?;
        let Some(export) = instance.get_export(&mut context, name) else {
            bail!("no export {name}");
        };
        item.write(export.into());
        Ok(())
    }))
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
    if remaining_stack() < required {
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
