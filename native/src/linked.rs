//! Modules with what they import, before there is a store.

use std::sync::atomic::{AtomicUsize, Ordering};

use wasmtime::error::bail;
use wasmtime::{ExternType, Instance, InstancePre, Linker, Result, SharedMemory};
use wasmtime_c_api::{
    WasmtimeStoreContextMut, WasmtimeStoreData, wasm_trap_t, wasmtime_linker_t, wasmtime_module_t,
    wasmtime_store_context, wasmtime_store_new,
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
    memories: *const Option<&SharedMemory>,
    imports_len: usize,
    callback: Callback,
    linked: &mut Option<Box<jwasi_linked_t>>,
) -> ErrorPtr {
    // SAFETY: the header asks for `imports_len` readable elements of both.
    let imports = unsafe { slice(imports, imports_len) }
        .iter()
        // SAFETY: as above.
        .zip(unsafe { slice(memories, imports_len) });
    error_ptr(caught(|| {
        *linked = Some(Box::new(link(linker, module, imports, callback)?));
        Ok(())
    }))
}

fn link<'a>(
    linker: &wasmtime_linker_t,
    module: &wasmtime_module_t,
    imports: impl Iterator<Item = (&'a usize, &'a Option<&'a SharedMemory>)>,
    callback: Callback,
) -> Result<jwasi_linked_t> {
    let module = layout::module(module);
    let mut linker: Linker<WasmtimeStoreData> = layout::linker(linker).clone();
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let mut functions = 0;
    for (index, memory) in imports {
        let Some(import) = module.imports().nth(*index) else {
            bail!("the module has no import {index}");
        };
        let (of, name) = (import.module(), import.name());
        match (memory, import.ty()) {
            (Some(memory), _) => define_memory(&mut linker, of, name, memory)?,
            (None, ExternType::Func(ty)) => {
                let function = HostFunction::of_store(callback, number, functions);
                function.define(&mut linker, of, name, ty)?;
                functions += 1;
            }
            _ => bail!("import {index} is no function"),
        }
    }
    Ok(jwasi_linked_t {
        number,
        functions,
        pre: linker.instantiate_pre(module)?,
    })
}

/// A shared memory is in no store, and a linker asks for one all the same.
fn define_memory(
    linker: &mut Linker<WasmtimeStoreData>,
    module: &str,
    name: &str,
    memory: &SharedMemory,
) -> Result<()> {
    let engine = layout::into_c_engine(linker.engine().clone());
    let mut store = wasmtime_store_new(&engine, std::ptr::null_mut(), None);
    linker.define(
        wasmtime_store_context(&mut store),
        module,
        name,
        memory.clone(),
    )?;
    Ok(())
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
    let functions = unsafe { slice(functions, linked.functions) };
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
/// `len` elements are readable at `elements` for as long as the slice is used.
unsafe fn slice<'a, T>(elements: *const T, len: usize) -> &'a [T] {
    if len == 0 {
        // No elements may come with a null pointer, of which no slice can be made.
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(elements, len) }
}
