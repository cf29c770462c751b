//! The buffers of a guest's read or write, where they are as usual.

use std::ops::Range;

/// More buffers than this are rare and left to `wasmtime-wasi`.
pub const MOST_BUFFERS: usize = 16;

/// Size of an `iovec` and of a `ciovec`: an address and a length of 32 bits each.
const IOVEC: usize = 8;

/// Where a guest's buffer is. `None` where the guest's arguments are unusual: then `wasmtime-wasi` shall judge them.
pub fn buffer(memory: &[u8], iovecs: i32, index: usize) -> Option<Range<usize>> {
    let iovec = (iovecs as u32 as usize).checked_add(index * IOVEC)?;
    let start = word(memory, iovec)? as usize;
    let end = start.checked_add(word(memory, iovec + 4)? as usize)?;
    (end <= memory.len()).then_some(start..end)
}

/// Whether a count of bytes can be written there.
pub fn is_count(memory: &[u8], address: i32) -> bool {
    word(memory, address as u32 as usize).is_some()
}

pub fn write_count(memory: &mut [u8], address: i32, count: u32) {
    let address = address as u32 as usize;
    memory[address..address + 4].copy_from_slice(&count.to_le_bytes());
}

fn word(memory: &[u8], address: usize) -> Option<u32> {
    let bytes = memory.get(address..address.checked_add(4)?)?;
    address
        .is_multiple_of(4)
        .then(|| u32::from_le_bytes(bytes.try_into().expect("four bytes")))
}
