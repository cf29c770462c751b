//! Making modules, as the C API does, but without a way to end the process.

use wasmtime::{Module, Result};
use wasmtime_c_api::{wasm_engine_t, wasmtime_module_t};

use crate::layout;
use crate::panic::caught;
use crate::text::{ErrorPtr, bytes, error_ptr, path};

type Out<'a> = &'a mut Option<Box<wasmtime_module_t>>;

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_module_new(
    engine: &wasm_engine_t,
    wasm: *const u8,
    len: usize,
    module: Out<'_>,
) -> ErrorPtr {
    // SAFETY: the header asks for `len` readable bytes.
    let wasm = unsafe { bytes(wasm, len) };
    give(module, || Module::from_binary(layout::engine(engine), wasm))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_module_deserialize(
    engine: &wasm_engine_t,
    code: *const u8,
    len: usize,
    module: Out<'_>,
) -> ErrorPtr {
    // SAFETY: the header asks for `len` readable bytes.
    let code = unsafe { bytes(code, len) };
    // SAFETY: the header says that the bytes have to be those that this engine made.
    give(module, || unsafe {
        Module::deserialize(layout::engine(engine), code)
    })
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_module_deserialize_file(
    engine: &wasm_engine_t,
    file: *const u8,
    file_len: usize,
    module: Out<'_>,
) -> ErrorPtr {
    // SAFETY: the header asks for `file_len` readable bytes.
    let file = unsafe { path(file, file_len) };
    // SAFETY: the header says that the file has to be one that this engine made.
    give(module, || unsafe {
        Module::deserialize_file(layout::engine(engine), file?)
    })
}

fn give(out: Out<'_>, make: impl FnOnce() -> Result<Module>) -> ErrorPtr {
    error_ptr(caught(make).map(|module| *out = Some(layout::into_c_module(module))))
}
