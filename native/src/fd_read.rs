//! Reading from a file that is stdin without the detour through WASI's streams, which read into a buffer of their own.

use std::fs::File;
use std::io::{ErrorKind, Read};

use wasmtime_wasi::p1::types;

use crate::buffers::{MOST_BUFFERS, buffer, is_count, write_count};

/// Fills the guest's buffers, writes the count of bytes, and gives the errno. `None` where the arguments are unusual or
/// nothing can be read: then `wasmtime-wasi` shall say what is wrong.
pub fn read(input: &File, memory: &mut [u8], iovecs: i32, count: i32, read: i32) -> Option<i32> {
    let count = count as u32 as usize;
    if count > MOST_BUFFERS || !is_count(memory, read) {
        return None;
    }
    let mut first = None;
    for index in 0..count {
        let buffer = buffer(memory, iovecs, index)?;
        if !buffer.is_empty() {
            first.get_or_insert(buffer);
        }
    }
    // One buffer is enough: a guest has to be content with less than it asked for.
    let total = match first {
        Some(buffer) => fill(input, &mut memory[buffer])?,
        None => 0,
    };
    write_count(memory, read, total);
    Some(types::Errno::Success as i32)
}

fn fill(mut input: &File, buffer: &mut [u8]) -> Option<u32> {
    loop {
        match input.read(buffer) {
            Ok(read) => return Some(read as u32),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
    }
}
