//! Modules with what they import, before there is a store.

use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::error::bail;
use wasmtime::{ExternType, Instance, InstancePre, Linker, Result};
use wasmtime_c_api::{
    WasmtimeStoreContextMut, WasmtimeStoreData, wasm_trap_t, wasmtime_linker_t, wasmtime_module_t,
};

use crate::enter::{instantiating, report};
use crate::func::{Callback, HostFunction};
use crate::layout;
use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr};

/// Never given twice, as a store may outlive a link.
static NEXT: AtomicUsize = AtomicUsize::new(0);

/// A module with what it imports.
#[expect(non_camel_case_types, reason = "the name in C")]
pub struct jwasi_linked_t {
    number: usize,
    functions: usize,
    pre: InstancePre<WasmtimeStoreData>,
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_linked_new(
    linker: &wasmtime_linker_t,
    module: &wasmtime_module_t,
    imports: *const usize,
    imports_len: usize,
    callback: Callback,
    linked: &mut Option<Box<jwasi_linked_t>>,
) -> ErrorPtr {
    // SAFETY: the header asks for `imports_len` readable numbers.
    let imports = unsafe { numbers(imports, imports_len) };
    error_ptr(caught(|| {
        *linked = Some(Box::new(link(linker, module, imports, callback)?));
        Ok(())
    }))
}

fn link(
    linker: &wasmtime_linker_t,
    module: &wasmtime_module_t,
    imports: &[usize],
    callback: Callback,
) -> Result<jwasi_linked_t> {
    let module = layout::module(module);
    let mut linker: Linker<WasmtimeStoreData> = layout::linker(linker).clone();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    for (index, import) in imports.iter().enumerate() {
        let import = module.imports().nth(*import);
        let Some((import, ExternType::Func(ty))) =
            import.map(|import| (import.clone(), import.ty()))
        else {
            bail!("the module has no such import of a function");
        };
        HostFunction::of_store(callback, number, index).define(
            &mut linker,
            import.module(),
            import.name(),
            ty,
        )?;
    }
    Ok(jwasi_linked_t {
        number,
        functions: imports.len(),
        pre: linker.instantiate_pre(module)?,
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_linked_instantiate(
    linked: &jwasi_linked_t,
    context: WasmtimeStoreContextMut<'_>,
    functions: *const usize,
    instance: &mut Instance,
    trap: &mut *mut wasm_trap_t,
) -> ErrorPtr {
    // SAFETY: the header asks for as many readable numbers as the link has functions of the host.
    let functions = unsafe { numbers(functions, linked.functions) };
    let made = instantiating(context, |context| {
        if !functions.is_empty() {
            StoreState::of_context(&context).set_linked(linked.number, functions);
        }
        linked.pre.instantiate(context)
    });
    report(made.map(|made| *instance = made), trap)
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_linked_delete(_: Box<jwasi_linked_t>) {}

/// # Safety
///
/// `len` numbers are readable at `numbers` for as long as the slice is used.
unsafe fn numbers<'a>(numbers: *const usize, len: usize) -> &'a [usize] {
    if len == 0 {
        // No numbers may come with a null pointer, of which no slice can be made.
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(numbers, len) }
}
