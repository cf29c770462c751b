//! Writing to an output without the detour through WASI's descriptors and resources, which costs
//! more than the system call.

use std::io::IoSlice;

use wasmtime::Result;
use wasmtime_wasi::p1::types;
use wasmtime_wasi::p2::StreamError;

use crate::output::Output;

/// More buffers than this are rare and left to `wasmtime-wasi`.
const MOST_BUFFERS: usize = 16;

/// Size of a `ciovec`: an address and a length of 32 bits each.
const CIOVEC: usize = 8;

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
    for (index, buffer) in buffers.iter_mut().enumerate() {
        let ciovec = (ciovecs as u32 as usize).checked_add(index * CIOVEC)?;
        let address = word(memory, ciovec)?;
        let len = word(memory, ciovec + 4)?;
        *buffer = IoSlice::new(range(memory, address, len)?);
        total = total.checked_add(len)?;
    }
    range(memory, written as u32, 4).filter(|_| (written as u32).is_multiple_of(4))?;
    match output.write(buffers) {
        Ok(()) => {
            let written = written as u32 as usize;
            memory[written..written + 4].copy_from_slice(&total.to_le_bytes());
            Some(Ok(types::Errno::Success as i32))
        }
        Err(error) => Some(errno(error)),
    }
}

fn word(memory: &[u8], address: usize) -> Option<u32> {
    let bytes = memory.get(address..address.checked_add(4)?)?;
    address
        .is_multiple_of(4)
        .then(|| u32::from_le_bytes(bytes.try_into().expect("four bytes")))
}

fn range(memory: &[u8], address: u32, len: u32) -> Option<&[u8]> {
    let start = address as usize;
    memory.get(start..start.checked_add(len as usize)?)
}

fn errno(error: StreamError) -> Result<i32> {
    Ok(types::Error::from(error).downcast()? as i32)
}
