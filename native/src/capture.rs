//! Output that is kept for the host, which is not called at each write.

use std::io::IoSlice;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wasmtime::format_err;
use wasmtime_wasi::p2::{StreamError, StreamResult};

/// What was written, by one guest or several, and how much may be.
pub struct Capture {
    bytes: Mutex<Vec<u8>>,
    most: usize,
}

impl Capture {
    pub fn write(&self, buffers: &[IoSlice<'_>]) -> StreamResult<()> {
        let mut bytes = self.bytes();
        let wanted: usize = buffers.iter().map(|buffer| buffer.len()).sum();
        if wanted > self.most - bytes.len() {
            let most = self.most;
            let full = format_err!("the guest's output is more than the {most} bytes to be kept");
            return Err(StreamError::Trap(full));
        }
        if bytes.try_reserve(wanted).is_err() {
            return Err(StreamError::trap(
                "no memory is left for the guest's output",
            ));
        }
        for buffer in buffers {
            bytes.extend_from_slice(buffer);
        }
        Ok(())
    }

    fn bytes(&self) -> MutexGuard<'_, Vec<u8>> {
        self.bytes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The handle that C holds.
#[expect(non_camel_case_types, reason = "the name in C")]
pub struct jwasi_capture_t(pub Arc<Capture>);

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_capture_new(most: usize) -> Box<jwasi_capture_t> {
    Box::new(jwasi_capture_t(Arc::new(Capture {
        bytes: Mutex::default(),
        most,
    })))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_capture_len(capture: &jwasi_capture_t) -> usize {
    capture.0.bytes().len()
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_capture_read(
    capture: &jwasi_capture_t,
    buf: *mut u8,
    len: usize,
) -> usize {
    let bytes = capture.0.bytes();
    let read = len.min(bytes.len());
    // SAFETY: the header asks for room for `len` bytes, which are not the capture's own.
    unsafe { bytes.as_ptr().copy_to_nonoverlapping(buf, read) };
    read
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_capture_delete(_: Box<jwasi_capture_t>) {}
