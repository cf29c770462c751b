//! Tables of every type.

use std::mem::MaybeUninit;

use wasmtime::error::bail;
use wasmtime::{AsContext, Ref, Result, RootScope, Table, TableType};
use wasmtime_c_api::WasmtimeStoreContextMut;

use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr, utf8};
use crate::value_type::ref_type;
use crate::values::{Slot, reference_from_slot, to_slot};

type Scope<'a> = RootScope<WasmtimeStoreContextMut<'a>>;

/// `maximum` is `u64::MAX` where there is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_table_new(
    context: WasmtimeStoreContextMut<'_>,
    element: *const u8,
    element_len: usize,
    minimum: u64,
    maximum: u64,
    is64: bool,
    initial: &Slot,
    table: &mut MaybeUninit<Table>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        // SAFETY: the caller gives a pointer and its length.
        let element = ref_type(unsafe { utf8(element, element_len) }?)?;
        let top = element.heap_type().top();
        let maximum = (maximum != u64::MAX).then_some(maximum);
        let ty = if is64 {
            TableType::new64(element, minimum, maximum)
        } else {
            let maximum = maximum.map(u32::try_from).transpose()?;
            TableType::new(element, u32::try_from(minimum)?, maximum)
        };
        let state = StoreState::of_context(&context);
        let mut scope = RootScope::new(context);
        let initial = reference_from_slot(&mut scope, &top, *initial)?;
        table.write(state.explaining(|| Table::new(&mut scope, ty, initial))?);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_table_get(
    context: WasmtimeStoreContextMut<'_>,
    table: &Table,
    index: u64,
    element: &mut Slot,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let Some(got) = table.get(&mut scope, index) else {
            bail!("the table has no element {index}");
        };
        *element = to_slot(&mut scope, got.into())?;
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_table_set(
    context: WasmtimeStoreContextMut<'_>,
    table: &Table,
    index: u64,
    element: &Slot,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let element = reference(&mut scope, table, element)?;
        table.set(&mut scope, index, element)
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_table_fill(
    context: WasmtimeStoreContextMut<'_>,
    table: &Table,
    index: u64,
    element: &Slot,
    count: u64,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let element = reference(&mut scope, table, element)?;
        table.fill(&mut scope, index, element, count)
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_table_grow(
    context: WasmtimeStoreContextMut<'_>,
    table: &Table,
    delta: u64,
    initial: &Slot,
    old_size: &mut u64,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let state = StoreState::of_context(&context);
        let mut scope = RootScope::new(context);
        let initial = reference(&mut scope, table, initial)?;
        *old_size = state.explaining(|| table.grow(&mut scope, delta, initial))?;
        Ok(())
    }))
}

fn reference(scope: &mut Scope<'_>, table: &Table, slot: &Slot) -> Result<Ref> {
    let top = table.ty(scope.as_context()).element().heap_type().top();
    reference_from_slot(scope, &top, *slot)
}
