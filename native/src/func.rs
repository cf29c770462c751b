//! Functions of every type: those of Java for guests, and those of guests for Java.

use std::ffi::c_void;
use std::fmt::{self, Display, Formatter};
use std::mem::MaybeUninit;
use std::ptr;

use wasmtime::error::bail;
use wasmtime::{
    AsContextMut, Caller, ExternType, Func, FuncType, Linker, Result, RootScope, Val, ValRaw,
    ValType,
};
use wasmtime_c_api::{
    WasmtimeStoreContext, WasmtimeStoreContextMut, WasmtimeStoreData, wasm_byte_vec_t, wasm_trap_t,
    wasmtime_caller_t, wasmtime_error_t, wasmtime_module_t,
};

use crate::enter::{guarded, report};
use crate::layout;
use crate::module_types::Types;
use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr, utf8};
use crate::value_type;
use crate::values::{Slot, from_slot, is_reference, to_slot};

pub type Callback = extern "C" fn(
    *mut c_void,
    *mut wasmtime_caller_t<'_>,
    *mut c_void,
    usize,
) -> Option<Box<wasm_trap_t>>;

/// A function of Java.
#[derive(Clone, Copy)]
pub struct HostFunction {
    callback: Callback,
    env: Env,
}

/// Which function of Java it is: a number for Java, and no pointer.
#[derive(Clone, Copy)]
enum Env {
    Number(usize),
    /// The number that the calling store has for a function of a module that was linked before there was a store.
    OfStore {
        link: usize,
        index: usize,
    },
}

impl HostFunction {
    fn new(callback: Callback, env: *mut c_void) -> Self {
        Self {
            callback,
            env: Env::Number(env.addr()),
        }
    }

    /// A function that is another in each store.
    pub fn of_store(callback: Callback, link: usize, index: usize) -> Self {
        Self {
            callback,
            env: Env::OfStore { link, index },
        }
    }

    pub fn define(
        self,
        linker: &mut Linker<WasmtimeStoreData>,
        module: &str,
        name: &str,
        ty: FuncType,
    ) -> Result<()> {
        if ty.params().chain(ty.results()).any(|ty| is_reference(&ty)) {
            let results: Vec<ValType> = ty.results().collect();
            linker.func_new(module, name, ty, move |caller, arguments, out| {
                self.call_with_references(caller, arguments, &results, out)
            })?;
            return Ok(());
        }
        // SAFETY: the callback fills the slots of the results, as `jwasi.h` asks for.
        unsafe {
            linker.func_new_unchecked(module, name, ty, move |mut caller, slots| {
                self.call(&mut caller, slots.as_mut_ptr().cast(), slots.len())
            })?;
        }
        Ok(())
    }

    fn create(self, context: WasmtimeStoreContextMut<'_>, ty: FuncType) -> Func {
        if ty.params().chain(ty.results()).any(|ty| is_reference(&ty)) {
            let results: Vec<ValType> = ty.results().collect();
            return Func::new(context, ty, move |caller, arguments, out| {
                self.call_with_references(caller, arguments, &results, out)
            });
        }
        // SAFETY: the callback fills the slots of the results, as `jwasi.h` asks for.
        unsafe {
            Func::new_unchecked(context, ty, move |mut caller, slots| {
                self.call(&mut caller, slots.as_mut_ptr().cast(), slots.len())
            })
        }
    }

    fn call(
        self,
        caller: &mut Caller<'_, WasmtimeStoreData>,
        slots: *mut c_void,
        count: usize,
    ) -> Result<()> {
        let number = match self.env {
            Env::Number(number) => number,
            Env::OfStore { link, index } => StoreState::of_caller(caller).linked(link, index)?,
        };
        let env = ptr::without_provenance_mut(number);
        match (self.callback)(env, layout::c_caller(caller), slots, count) {
            Some(trap) => Err(layout::trap_error(trap)),
            // So that a guest stops here, whether or not its engine lets it be interrupted.
            None => StoreState::of_caller(caller).check_running(),
        }
    }

    fn call_with_references(
        self,
        mut caller: Caller<'_, WasmtimeStoreData>,
        arguments: &[Val],
        types: &[ValType],
        results: &mut [Val],
    ) -> Result<()> {
        let mut slots: Vec<Slot> = vec![[0, 0]; arguments.len().max(types.len())];
        for (slot, argument) in slots.iter_mut().zip(arguments) {
            *slot = to_slot(&mut caller, *argument)?;
        }
        let count = slots.len();
        self.call(&mut caller, slots.as_mut_ptr().cast(), count)?;
        for ((result, ty), slot) in results.iter_mut().zip(types).zip(&slots) {
            *result = from_slot(&mut caller, ty, *slot)?;
        }
        Ok(())
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_func_new(
    context: WasmtimeStoreContextMut<'_>,
    ty: *const u8,
    ty_len: usize,
    callback: Callback,
    env: *mut c_void,
    func: &mut MaybeUninit<Func>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        // SAFETY: the caller gives a pointer and its length.
        let ty = value_type::func_type(context.engine(), unsafe { utf8(ty, ty_len) }?)?;
        func.write(HostFunction::new(callback, env).create(context, ty));
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_func_new_import(
    context: WasmtimeStoreContextMut<'_>,
    module: &wasmtime_module_t,
    import: usize,
    callback: Callback,
    env: *mut c_void,
    func: &mut MaybeUninit<Func>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let import = layout::module(module).imports().nth(import);
        let Some(ExternType::Func(ty)) = import.map(|import| import.ty()) else {
            bail!("the module has no such import of a function");
        };
        func.write(HostFunction::new(callback, env).create(context, ty));
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_func_type(
    context: WasmtimeStoreContext<'_>,
    func: &Func,
    out: &mut wasm_byte_vec_t,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut types = Types::default();
        types.external(&ExternType::Func(func.ty(context)));
        types.give(out);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_func_call_with_references(
    context: WasmtimeStoreContextMut<'_>,
    func: &Func,
    slots: *mut Slot,
    slots_len: usize,
    trap: &mut *mut wasm_trap_t,
) -> ErrorPtr {
    // SAFETY: the caller gives as many slots as there are arguments or results, whichever are more.
    let slots = unsafe { std::slice::from_raw_parts_mut(slots, slots_len) };
    let mut scope = RootScope::new(context);
    let called = caught(|| call(&mut scope, func, slots));
    report(called, trap)
}

fn call(
    scope: &mut RootScope<WasmtimeStoreContextMut<'_>>,
    func: &Func,
    slots: &mut [Slot],
) -> Result<()> {
    let ty = func.ty(&*scope);
    if slots.len() < ty.params().len().max(ty.results().len()) {
        bail!("too few slots for {ty}");
    }
    let mut arguments = Vec::with_capacity(ty.params().len());
    for (index, (ty, slot)) in ty.params().zip(slots.iter()).enumerate() {
        let argument = from_slot(&mut *scope, &ty, *slot)?;
        if !argument.matches_ty(&*scope, &ty)? {
            return Err(WrongArgument(index).into());
        }
        arguments.push(argument);
    }
    let mut results = vec![Val::I32(0); ty.results().len()];
    guarded(scope.as_context_mut(), |context| {
        func.call(context, &arguments, &mut results)
    })?;
    for (slot, result) in slots.iter_mut().zip(results) {
        *slot = to_slot(&mut *scope, result)?;
    }
    Ok(())
}

/// An argument is not of the function's type; nothing was called.
#[derive(Debug)]
struct WrongArgument(usize);

impl Display for WrongArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "argument {} is not of its type", self.0)
    }
}

impl std::error::Error for WrongArgument {}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_error_wrong_argument(error: &wasmtime_error_t) -> i32 {
    let wrong = layout::error(error).downcast_ref::<WrongArgument>();
    wrong.map_or(-1, |wrong| wrong.0 as i32)
}

const _: () = assert!(size_of::<Slot>() == size_of::<ValRaw>());
