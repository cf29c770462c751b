//! Versions, by which the Java side recognises its library.

use std::ffi::{CStr, c_char};

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_version() -> *const c_char {
    nul_terminated(concat!(env!("CARGO_PKG_VERSION"), "\0"))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasmtime_version() -> *const c_char {
    nul_terminated(concat!(env!("JWASI_WASMTIME_VERSION"), "\0"))
}

fn nul_terminated(text: &'static str) -> *const c_char {
    CStr::from_bytes_with_nul(text.as_bytes())
        .expect("ends with its only NUL")
        .as_ptr()
}
