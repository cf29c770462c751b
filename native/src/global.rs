//! Globals of every type.

use std::mem::MaybeUninit;

use wasmtime::{Global, GlobalType, Mutability, RootScope};
use wasmtime_c_api::WasmtimeStoreContextMut;

use crate::panic::caught;
use crate::text::{ErrorPtr, error_ptr, utf8};
use crate::value_type::value_type;
use crate::values::{Slot, from_slot, to_slot};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_global_new(
    context: WasmtimeStoreContextMut<'_>,
    ty: *const u8,
    ty_len: usize,
    mutable: bool,
    value: &Slot,
    global: &mut MaybeUninit<Global>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        // SAFETY: the caller gives a pointer and its length.
        let content = value_type(unsafe { utf8(ty, ty_len) }?)?;
        let mut scope = RootScope::new(context);
        let value = from_slot(&mut scope, &content, *value)?;
        let mutability = if mutable {
            Mutability::Var
        } else {
            Mutability::Const
        };
        let ty = GlobalType::new(content, mutability);
        global.write(Global::new(&mut scope, ty, value)?);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_global_get(
    context: WasmtimeStoreContextMut<'_>,
    global: &Global,
    value: &mut Slot,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let got = global.get(&mut scope);
        *value = to_slot(&mut scope, got)?;
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_global_set(
    context: WasmtimeStoreContextMut<'_>,
    global: &Global,
    value: &Slot,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let content = global.ty(&scope).content().clone();
        let value = from_slot(&mut scope, &content, *value)?;
        global.set(&mut scope, value)
    }))
}
