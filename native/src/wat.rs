//! The text format, whose mistakes have a place.

use wasmtime::{Result, format_err};
use wasmtime_c_api::wasm_byte_vec_t;
use wast::Wat;
use wast::parser::{self, ParseBuffer};

use crate::panic::caught;
use crate::text::{ErrorPtr, bytes, error_ptr};

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wat2wasm(
    wat: *const u8,
    len: usize,
    wasm: &mut wasm_byte_vec_t,
    offset: &mut usize,
) -> ErrorPtr {
    // SAFETY: the header asks for `len` readable bytes.
    let wat = unsafe { bytes(wat, len) };
    *offset = usize::MAX;
    let made = caught(|| binary(wat, offset));
    error_ptr(made.map(|made| wasm.set_buffer(made)))
}

fn binary(wat: &[u8], offset: &mut usize) -> Result<Vec<u8>> {
    let wat = str::from_utf8(wat).map_err(|error| {
        *offset = error.valid_up_to();
        format_err!("the text is not UTF-8")
    })?;
    parsed(wat).map_err(|error| {
        *offset = error.span().offset();
        format_err!("{}", error.message())
    })
}

fn parsed(wat: &str) -> std::result::Result<Vec<u8>, wast::Error> {
    let buffer = ParseBuffer::new(wat)?;
    parser::parse::<Wat<'_>>(&buffer)?.encode()
}
