//! Writing to an output without the detour through WASI's descriptors and resources, which costs
//! more than the system call.

use std::io::IoSlice;

use wasmtime::Result;
use wasmtime_wasi::p1::types;
use wasmtime_wasi::p2::StreamError;

use crate::buffers::{MOST_BUFFERS, buffer, is_count, write_count};
use crate::output::Output;

/// Writes the guest's buffers and the count of bytes, and gives the errno. `None` where the
/// arguments are unusual: then `wasmtime-wasi` shall judge them.
pub fn write(
    output: &Output,
    memory: &mut [u8],
    ciovecs: i32,
    count: i32,
    written: i32,
) -> Option<Result<i32>> {
    let mut buffers = [IoSlice::new(&[]); MOST_BUFFERS];
    let buffers = buffers.get_mut(..count as u32 as usize)?;
    let mut total: u32 = 0;
    for (index, slice) in buffers.iter_mut().enumerate() {
        let buffer = buffer(memory, ciovecs, index)?;
        total = total.checked_add(buffer.len() as u32)?;
        *slice = IoSlice::new(&memory[buffer]);
    }
    if !is_count(memory, written) {
        return None;
    }
    match output.write(buffers) {
        Ok(()) => {
            write_count(memory, written, total);
            Some(Ok(types::Errno::Success as i32))
        }
        Err(error) => Some(errno(error)),
    }
}

fn errno(error: StreamError) -> Result<i32> {
    Ok(types::Error::from(error).downcast()? as i32)
}
