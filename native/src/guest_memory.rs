//! Which memory a function of WASI works on.

use std::cell::{Cell, RefCell};
use std::mem::ManuallyDrop;

use wasmtime::error::bail;
use wasmtime::{Caller, Extern, Instance, Result};
use wasmtime_c_api::{
    WasmtimeStoreContext, WasmtimeStoreContextMut, WasmtimeStoreData, wasmtime_extern_t,
};
use wiggle::GuestMemory;

use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr};

const NAME: &str = "memory";

/// The memories of a store, as the functions of WASI find them.
#[derive(Default)]
pub struct GuestMemories {
    /// How many instances were made in the store, or were begun.
    instances: Cell<usize>,
    /// The memory whoever calls: that of the only instance, which saves the search for its name at every
    /// call, or one that was given for all guests.
    only: RefCell<Option<Extern>>,
    given: Cell<bool>,
    /// The memory for calls of the host, which have no guest.
    bound: RefCell<Option<Extern>>,
}

impl GuestMemories {
    /// The memory for a call: each guest has its own, unless one was given for all.
    pub fn find(&self, caller: &mut Caller<'_, WasmtimeStoreData>) -> Option<Extern> {
        if let Some(memory) = &*self.only.borrow() {
            return Some(memory.clone());
        }
        caller
            .get_export(NAME)
            .or_else(|| self.bound.borrow().clone())
    }

    /// Before an instance is made, as its start function may call already.
    pub fn begin_instance(&self) {
        self.instances.set(self.instances.get() + 1);
        if !self.given.get() {
            *self.only.borrow_mut() = None;
        }
    }

    /// After an instance was made.
    pub fn end_instance(&self, context: WasmtimeStoreContextMut<'_>, instance: &Instance) {
        if self.instances.get() == 1 && !self.given.get() {
            let export = instance.get_export(context, NAME);
            *self.only.borrow_mut() =
                export.filter(|it| matches!(it, Extern::Memory(_) | Extern::SharedMemory(_)));
        }
    }

    fn bind(&self, memory: Extern, for_guests: bool) {
        if for_guests {
            self.given.set(true);
            *self.only.borrow_mut() = Some(memory);
        } else {
            *self.bound.borrow_mut() = Some(memory);
        }
    }
}

/// The bytes of a memory, for one call.
pub fn of<'a>(
    memory: &'a Option<Extern>,
    caller: &'a mut Caller<'_, WasmtimeStoreData>,
) -> Result<GuestMemory<'a>> {
    match memory {
        Some(Extern::Memory(memory)) => Ok(GuestMemory::Unshared(memory.data_mut(caller))),
        Some(Extern::SharedMemory(memory)) => Ok(GuestMemory::Shared(memory.data())),
        _ => bail!("the module that calls WASI exports no memory named \"{NAME}\""),
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_context_set_wasi_memory(
    context: WasmtimeStoreContext<'_>,
    memory: &ManuallyDrop<wasmtime_extern_t>,
) -> ErrorPtr {
    // SAFETY: the header asks for something of this store.
    error_ptr(unsafe { bind(context, memory, true) })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_context_set_wasi_host_memory(
    context: WasmtimeStoreContext<'_>,
    memory: &ManuallyDrop<wasmtime_extern_t>,
) -> ErrorPtr {
    // SAFETY: the header asks for something of this store.
    error_ptr(unsafe { bind(context, memory, false) })
}

/// # Safety
///
/// `memory` is something of the store.
unsafe fn bind(
    context: WasmtimeStoreContext<'_>,
    memory: &wasmtime_extern_t,
    for_guests: bool,
) -> Result<()> {
    // SAFETY: the caller's promise.
    let memory = unsafe { memory.to_extern() };
    if !matches!(memory, Extern::Memory(_) | Extern::SharedMemory(_)) {
        bail!("WASI works on a memory, and given was something else");
    }
    StoreState::of(context).memories.bind(memory, for_guests);
    Ok(())
}
