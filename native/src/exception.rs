//! Tags, and the exceptions that carry them.

use std::mem::MaybeUninit;

use wasmtime::error::bail;
use wasmtime::{
    ExnRef, ExnRefPre, ExnType, ExternType, OwnedRooted, Result, RootScope, Tag, TagType,
};
use wasmtime_c_api::{WasmtimeStoreContext, WasmtimeStoreContextMut, wasm_byte_vec_t, wasm_trap_t};

use crate::layout;
use crate::module_types::Types;
use crate::panic::caught;
use crate::references::Reference;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr, utf8};
use crate::value_type::func_type;
use crate::values::{Slot, from_slot, to_slot};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_tag_new(
    mut context: WasmtimeStoreContextMut<'_>,
    ty: *const u8,
    ty_len: usize,
    tag: &mut MaybeUninit<Tag>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        // SAFETY: the caller gives a pointer and its length.
        let ty = func_type(context.engine(), unsafe { utf8(ty, ty_len) }?)?;
        tag.write(Tag::new(&mut context, &TagType::new(ty))?);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_tag_type(
    context: WasmtimeStoreContext<'_>,
    tag: &Tag,
    out: &mut wasm_byte_vec_t,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut types = Types::default();
        types.external(&ExternType::Tag(tag.ty(context)));
        types.give(out);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_exception_new(
    context: WasmtimeStoreContextMut<'_>,
    tag: &Tag,
    fields: *const Slot,
    fields_len: usize,
    exception: &mut u64,
) -> ErrorPtr {
    // SAFETY: the caller gives as many slots as the tag has parameters.
    let fields = unsafe { std::slice::from_raw_parts(fields, fields_len) };
    error_ptr(caught(|| {
        let mut scope = RootScope::new(context);
        let ty = tag.ty(&scope);
        let mut values = Vec::with_capacity(fields_len);
        for (ty, slot) in ty.ty().params().zip(fields) {
            values.push(from_slot(&mut scope, &ty, *slot)?);
        }
        let allocator = ExnRefPre::new(&mut scope, ExnType::from_tag_type(&ty)?);
        let made = ExnRef::new(&mut scope, &allocator, tag, &values)?;
        let made = Reference::Exception(made.to_owned_rooted(&mut scope)?);
        *exception = StoreState::of(wasmtime::AsContext::as_context(&scope))
            .references
            .add(made);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_exception_throw(
    mut context: WasmtimeStoreContextMut<'_>,
    exception: u64,
) -> Box<wasm_trap_t> {
    let thrown: Result<()> = caught(|| {
        let exception = get(&context, exception)?.to_rooted(&mut context);
        context.throw(exception)
    });
    layout::into_c_trap(thrown.expect_err("throwing gives an error"))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_exception_take(
    context: WasmtimeStoreContextMut<'_>,
    exception: &mut u64,
    tag: &mut MaybeUninit<Tag>,
) -> bool {
    caught(|| {
        let mut scope = RootScope::new(context);
        let Some(taken) =
            wasmtime::AsContextMut::as_context_mut(&mut scope).take_pending_exception()
        else {
            bail!("no exception was thrown");
        };
        tag.write(taken.tag(&mut scope)?);
        let taken = Reference::Exception(taken.to_owned_rooted(&mut scope)?);
        *exception = StoreState::of(wasmtime::AsContext::as_context(&scope))
            .references
            .add(taken);
        Ok(())
    })
    .is_ok()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_exception_fields(
    context: WasmtimeStoreContextMut<'_>,
    exception: u64,
    fields: *mut Slot,
    fields_len: usize,
) -> ErrorPtr {
    // SAFETY: the caller gives as many slots as the tag has parameters.
    let fields = unsafe { std::slice::from_raw_parts_mut(fields, fields_len) };
    error_ptr(caught(|| {
        let exception = get(&context, exception)?;
        let mut scope = RootScope::new(context);
        let exception = exception.to_rooted(&mut scope);
        for (index, slot) in fields.iter_mut().enumerate() {
            let field = exception.field(&mut scope, index)?;
            *slot = to_slot(&mut scope, field)?;
        }
        Ok(())
    }))
}

fn get(context: &WasmtimeStoreContextMut<'_>, place: u64) -> Result<OwnedRooted<ExnRef>> {
    match StoreState::of(wasmtime::AsContext::as_context(context))
        .references
        .get(place)?
    {
        Reference::Exception(exception) => Ok(exception),
        Reference::Any(_) => bail!("the reference {place} is no exception"),
    }
}
