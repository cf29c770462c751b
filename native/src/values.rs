//! Values of every type in slots that Java reads and writes.
//!
//! A slot is as large as a `ValRaw`, and holds a number or a vector as that does. A reference is
//! two words, as a raw one would neither be rooted nor checked.

use wasmtime::error::bail;
use wasmtime::{
    AnyRef, AsContext, AsContextMut, ExternRef, HeapType, I31, Ref, Result, Rooted, V128, Val,
    ValType,
};
use wasmtime_c_api::WasmtimeStoreData;

use crate::layout;
use crate::references::{HostObject, Reference};
use crate::store::StoreState;

/// The two words of a slot. For a reference other than to a function the first says what the second is.
pub type Slot = [u64; 2];

const NULL: u64 = 0;
/// The number of an object of Java.
const HOST: u64 = 1;
/// An `i31`.
const I31_NUMBER: u64 = 2;
/// The place of a guest's object in `References`.
const REFERENCE: u64 = 3;

pub fn is_reference(ty: &ValType) -> bool {
    matches!(ty, ValType::Ref(_))
}

/// The value of a type in a slot. Whether a reference is one of the type is checked where it is used.
pub fn from_slot(
    mut context: impl AsContextMut<Data = WasmtimeStoreData>,
    ty: &ValType,
    slot: Slot,
) -> Result<Val> {
    Ok(match ty {
        ValType::I32 => Val::I32(slot[0] as i32),
        ValType::I64 => Val::I64(slot[0] as i64),
        ValType::F32 => Val::F32(slot[0] as u32),
        ValType::F64 => Val::F64(slot[0]),
        ValType::V128 => Val::V128(V128::from(u128::from(slot[0]) | u128::from(slot[1]) << 64)),
        ValType::Ref(ty) => reference_from_slot(&mut context, &ty.heap_type().top(), slot)?.into(),
    })
}

/// The reference in a slot, for a type in the hierarchy of `top`.
pub fn reference_from_slot(
    mut context: impl AsContextMut<Data = WasmtimeStoreData>,
    top: &HeapType,
    slot: Slot,
) -> Result<Ref> {
    match top {
        // SAFETY: Java gives back what `to_slot` gave it.
        HeapType::Func => return Ok(Ref::Func(unsafe { layout::func(slot) })),
        _ if slot[0] == NULL => return Ok(Ref::null(top)),
        _ => {}
    }
    let any = match slot[0] {
        HOST => {
            let object = StoreState::of(context.as_context())
                .references
                .host_object(slot[1]);
            let object = ExternRef::new(&mut context, object)?;
            if matches!(top, HeapType::Extern) {
                return Ok(Ref::Extern(Some(object)));
            }
            AnyRef::convert_extern(&mut context, object)?
        }
        I31_NUMBER => AnyRef::from_i31(&mut context, I31::wrapping_i32(slot[1] as i32)),
        _ => match StoreState::of(context.as_context())
            .references
            .get(slot[1])?
        {
            Reference::Any(any) => any.to_rooted(&mut context),
            Reference::Exception(exception) => {
                return Ok(Ref::Exn(Some(exception.to_rooted(&mut context))));
            }
        },
    };
    Ok(if matches!(top, HeapType::Extern) {
        Ref::Extern(Some(ExternRef::convert_any(&mut context, any)?))
    } else {
        Ref::Any(Some(any))
    })
}

pub fn to_slot(
    mut context: impl AsContextMut<Data = WasmtimeStoreData>,
    value: Val,
) -> Result<Slot> {
    Ok(match value {
        Val::I32(number) => [u64::from(number as u32), 0],
        Val::I64(number) => [number as u64, 0],
        Val::F32(bits) => [u64::from(bits), 0],
        Val::F64(bits) => [bits, 0],
        Val::V128(vector) => [vector.as_u128() as u64, (vector.as_u128() >> 64) as u64],
        Val::FuncRef(func) => layout::func_words(func),
        Val::ExternRef(None) | Val::AnyRef(None) | Val::ExnRef(None) => [NULL, 0],
        Val::ExternRef(Some(object)) => extern_to_slot(&mut context, object)?,
        Val::AnyRef(Some(any)) => any_to_slot(&mut context, any)?,
        Val::ExnRef(Some(exception)) => {
            let exception = Reference::Exception(exception.to_owned_rooted(&mut context)?);
            held(context, exception)
        }
        Val::ContRef(_) => bail!("Java has no values of the type contref"),
    })
}

fn extern_to_slot(
    mut context: impl AsContextMut<Data = WasmtimeStoreData>,
    object: Rooted<ExternRef>,
) -> Result<Slot> {
    match host_number(&context, object)? {
        Some(number) => Ok([HOST, number]),
        None => {
            let any = AnyRef::convert_extern(&mut context, object)?;
            any_to_slot(context, any)
        }
    }
}

fn any_to_slot(
    mut context: impl AsContextMut<Data = WasmtimeStoreData>,
    any: Rooted<AnyRef>,
) -> Result<Slot> {
    if let Some(number) = any.as_i31(&context)? {
        return Ok([I31_NUMBER, number.get_i32() as u64]);
    }
    // Java's objects come back as themselves also where `any.convert_extern` made an `anyref` of them.
    let object = ExternRef::convert_any(&mut context, any)?;
    if let Some(number) = host_number(&context, object)? {
        return Ok([HOST, number]);
    }
    let any = Reference::Any(any.to_owned_rooted(&mut context)?);
    Ok(held(context, any))
}

fn held(context: impl AsContext<Data = WasmtimeStoreData>, reference: Reference) -> Slot {
    let place = StoreState::of(context.as_context())
        .references
        .add(reference);
    [REFERENCE, place]
}

/// The number of the object of Java, if it is one.
fn host_number(
    context: &impl AsContext<Data = WasmtimeStoreData>,
    object: Rooted<ExternRef>,
) -> Result<Option<u64>> {
    let data = object.data(context.as_context())?;
    Ok(data
        .and_then(|data| data.downcast_ref::<HostObject>())
        .map(|object| object.number))
}
