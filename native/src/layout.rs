//! Views behind opaque types of the C API, which keeps their only field private.
//!
//! `wasm_engine_t` and `wasmtime_linker_t` are `#[repr(C)]` structs of one field, so a pointer to
//! the struct is a pointer to that field. The version of the C API is pinned exactly, and the
//! assertions below fail the build should a second field ever appear.

use wasmtime::{Engine, Linker};
use wasmtime_c_api::{WasmtimeStoreData, wasm_engine_t, wasmtime_linker_t};

const _: () = assert!(size_of::<wasm_engine_t>() == size_of::<Engine>());
const _: () = assert!(align_of::<wasm_engine_t>() == align_of::<Engine>());
const _: () = assert!(size_of::<wasmtime_linker_t>() == size_of::<Linker<WasmtimeStoreData>>());
const _: () = assert!(align_of::<wasmtime_linker_t>() == align_of::<Linker<WasmtimeStoreData>>());

pub fn engine(engine: &wasm_engine_t) -> &Engine {
    // SAFETY: a `#[repr(C)]` struct whose only field is the engine, see above.
    unsafe { &*std::ptr::from_ref(engine).cast() }
}

pub fn linker_mut(linker: &mut wasmtime_linker_t) -> &mut Linker<WasmtimeStoreData> {
    // SAFETY: a `#[repr(C)]` struct whose only field is the linker, see above; the borrow is passed on.
    unsafe { &mut *std::ptr::from_mut(linker).cast() }
}
