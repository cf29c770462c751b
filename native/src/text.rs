//! Text and paths as they come from C: a pointer and a length.

use std::path::PathBuf;
use wasmtime::{Result, error::Context as _};
use wasmtime_c_api::wasmtime_error_t;

pub type ErrorPtr = Option<Box<wasmtime_error_t>>;

/// Turns a result into what the C API returns: null, or an error that the caller owns.
pub fn error_ptr(result: Result<()>) -> ErrorPtr {
    result.err().map(|error| Box::new(error.into()))
}

/// # Safety
///
/// `len` bytes are readable at `ptr` for as long as the slice is used.
pub unsafe fn bytes<'a>(ptr: *const u8, len: usize) -> &'a [u8] {
    if len == 0 {
        // An empty text may come with a null pointer, of which no slice can be made.
        return &[];
    }
    // SAFETY: the caller's promise.
    unsafe { std::slice::from_raw_parts(ptr, len) }
}

/// # Safety
///
/// As for [`bytes`].
pub unsafe fn utf8<'a>(ptr: *const u8, len: usize) -> Result<&'a str> {
    // SAFETY: the caller's promise.
    std::str::from_utf8(unsafe { bytes(ptr, len) }).context("not UTF-8")
}

/// A path of the host: bytes on Unix, where a name need not be UTF-8, and UTF-8 elsewhere.
///
/// # Safety
///
/// As for [`bytes`].
pub unsafe fn path(ptr: *const u8, len: usize) -> Result<PathBuf> {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        // SAFETY: the caller's promise.
        let bytes = unsafe { bytes(ptr, len) };
        Ok(PathBuf::from(std::ffi::OsStr::from_bytes(bytes)))
    }
    #[cfg(not(unix))]
    {
        // SAFETY: the caller's promise.
        Ok(PathBuf::from(unsafe { utf8(ptr, len) }?))
    }
}
