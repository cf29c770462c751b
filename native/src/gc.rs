//! Collecting what guests do not hold any more, and letting go of what Java does not.

use wasmtime::{AsContext, OwnedRooted, Result, RootScope};
use wasmtime_c_api::{WasmtimeStoreContext, WasmtimeStoreContextMut};

use crate::panic::caught;
use crate::references::Reference;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr};

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_context_gc(mut context: WasmtimeStoreContextMut<'_>) -> ErrorPtr {
    error_ptr(caught(|| context.gc(None)))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_dropped_objects(
    context: WasmtimeStoreContext<'_>,
    numbers: *mut u64,
    numbers_len: usize,
) -> usize {
    // SAFETY: the caller gives a pointer and its length.
    let numbers = unsafe { std::slice::from_raw_parts_mut(numbers, numbers_len) };
    StoreState::of(context).references.take_dropped(numbers)
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_reference_delete(context: WasmtimeStoreContext<'_>, reference: u64) {
    StoreState::of(context).references.remove(reference);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_reference_eq(context: WasmtimeStoreContextMut<'_>, a: u64, b: u64) -> bool {
    caught(|| eq(context, a, b)).unwrap_or(false)
}

fn eq(context: WasmtimeStoreContextMut<'_>, a: u64, b: u64) -> Result<bool> {
    let references = &StoreState::of(context.as_context()).references;
    let (a, b) = (references.get(a)?, references.get(b)?);
    let scope = RootScope::new(context);
    match (a, b) {
        (Reference::Any(a), Reference::Any(b)) => OwnedRooted::ref_eq(&scope, &a, &b),
        (Reference::Exception(a), Reference::Exception(b)) => OwnedRooted::ref_eq(&scope, &a, &b),
        _ => Ok(false),
    }
}
