//! Views behind opaque types of the C API, which keeps their only field private.
//!
//! They are structs of one field, and as large as that field, so a pointer to the struct is a pointer
//! to the field. The version of the C API is pinned exactly, and the assertions below fail the build
//! should a second field ever appear.

use wasmtime::{Caller, Config, Engine, Error, Func, Linker, Module, Store};
use wasmtime_c_api::{
    WasmtimeStoreData, wasm_config_t, wasm_engine_t, wasm_trap_t, wasmtime_caller_t,
    wasmtime_error_t, wasmtime_func_t, wasmtime_linker_t, wasmtime_module_t, wasmtime_store_t,
};

use crate::values::Slot;

const _: () = assert!(size_of::<wasm_config_t>() == size_of::<Config>());
const _: () = assert!(align_of::<wasm_config_t>() == align_of::<Config>());
const _: () = assert!(size_of::<wasm_engine_t>() == size_of::<Engine>());
const _: () = assert!(align_of::<wasm_engine_t>() == align_of::<Engine>());
const _: () = assert!(size_of::<wasmtime_linker_t>() == size_of::<Linker<WasmtimeStoreData>>());
const _: () = assert!(align_of::<wasmtime_linker_t>() == align_of::<Linker<WasmtimeStoreData>>());
const _: () = assert!(size_of::<wasmtime_module_t>() == size_of::<Module>());
const _: () = assert!(align_of::<wasmtime_module_t>() == align_of::<Module>());
const _: () = assert!(size_of::<wasmtime_store_t>() == size_of::<Store<WasmtimeStoreData>>());
const _: () = assert!(align_of::<wasmtime_store_t>() == align_of::<Store<WasmtimeStoreData>>());
const _: () = assert!(size_of::<wasm_trap_t>() == size_of::<Error>());
const _: () = assert!(align_of::<wasm_trap_t>() == align_of::<Error>());
const _: () = assert!(size_of::<wasmtime_caller_t>() == size_of::<Caller<'_, WasmtimeStoreData>>());
const _: () =
    assert!(align_of::<wasmtime_caller_t>() == align_of::<Caller<'_, WasmtimeStoreData>>());
const _: () = assert!(size_of::<wasmtime_error_t>() == size_of::<Error>());
const _: () = assert!(align_of::<wasmtime_error_t>() == align_of::<Error>());
const _: () = assert!(size_of::<wasmtime_func_t>() == size_of::<Slot>());
const _: () = assert!(align_of::<wasmtime_func_t>() == align_of::<Slot>());

pub fn config_mut(config: &mut wasm_config_t) -> &mut Config {
    // SAFETY: as large as its only field, the configuration; see above.
    unsafe { &mut *std::ptr::from_mut(config).cast() }
}

pub fn into_c_engine(engine: Engine) -> Box<wasm_engine_t> {
    // SAFETY: as large as its only field, the engine, so the box is freed as it was made; see above.
    unsafe { Box::from_raw(Box::into_raw(Box::new(engine)).cast()) }
}

pub fn engine(engine: &wasm_engine_t) -> &Engine {
    // SAFETY: as large as its only field, the engine; see above.
    unsafe { &*std::ptr::from_ref(engine).cast() }
}

pub fn store_mut(store: &mut wasmtime_store_t) -> &mut Store<WasmtimeStoreData> {
    // SAFETY: as large as its only field, the store; see above.
    unsafe { &mut *std::ptr::from_mut(store).cast() }
}

pub fn linker(linker: &wasmtime_linker_t) -> &Linker<WasmtimeStoreData> {
    // SAFETY: as large as its only field, the linker; see above.
    unsafe { &*std::ptr::from_ref(linker).cast() }
}

pub fn into_c_linker(linker: Linker<WasmtimeStoreData>) -> Box<wasmtime_linker_t> {
    // SAFETY: as large as its only field, the linker, so the box is freed as it was made; see above.
    unsafe { Box::from_raw(Box::into_raw(Box::new(linker)).cast()) }
}

pub fn module(module: &wasmtime_module_t) -> &Module {
    // SAFETY: as large as its only field, the module; see above.
    unsafe { &*std::ptr::from_ref(module).cast() }
}

pub fn into_c_module(module: Module) -> Box<wasmtime_module_t> {
    // SAFETY: as large as its only field, the module, so the box is freed as it was made; see above.
    unsafe { Box::from_raw(Box::into_raw(Box::new(module)).cast()) }
}

pub fn into_c_trap(error: Error) -> Box<wasm_trap_t> {
    // SAFETY: as large as its only field, the error, so the box is freed as it was made; see above.
    unsafe { Box::from_raw(Box::into_raw(Box::new(error)).cast()) }
}

pub fn trap_error(trap: Box<wasm_trap_t>) -> Error {
    // SAFETY: as large as its only field, the error, so the box is freed as it was made; see above.
    *unsafe { Box::from_raw(Box::into_raw(trap).cast::<Error>()) }
}

pub fn c_caller<'a>(caller: &mut Caller<'a, WasmtimeStoreData>) -> *mut wasmtime_caller_t<'a> {
    std::ptr::from_mut(caller).cast()
}

/// The two words of a `wasmtime_func_t`, the first 0 for null.
pub fn func_words(func: Option<Func>) -> Slot {
    // SAFETY: as large and as aligned, see above, and every bit pattern is a `Slot`.
    unsafe { std::mem::transmute::<wasmtime_func_t, Slot>(func.into()) }
}

/// # Safety
///
/// The words are those that [`func_words`] gave.
pub unsafe fn func(words: Slot) -> Option<Func> {
    if words[0] == 0 {
        return None;
    }
    // SAFETY: the caller's promise; a `Func` is what `wasmtime_func_t` holds where it is not null.
    Some(unsafe { std::mem::transmute_copy::<Slot, Func>(&words) })
}

pub fn error(error: &wasmtime_error_t) -> &Error {
    // SAFETY: as large as its only field, the error; see above.
    unsafe { &*std::ptr::from_ref(error).cast() }
}

pub fn trap(trap: &wasm_trap_t) -> &Error {
    // SAFETY: as large as its only field, the error; see above.
    unsafe { &*std::ptr::from_ref(trap).cast() }
}
