//! The guest's random numbers, where the host has its own source.

use std::ffi::c_void;
use std::ptr;

use wasmtime::Result;
use wasmtime::error::bail;
use wiggle::{GuestError, GuestMemory, GuestPtr};

/// Fills a buffer.
pub type RandomCallback = extern "C" fn(env: *mut c_void, buf: *mut u8, len: usize) -> bool;

/// How much is asked for at once, as the guest may want to fill its whole memory.
const PIECE: usize = 1 << 16;

/// A source of random numbers of the host.
#[derive(Clone, Copy)]
pub struct HostRandom {
    callback: RandomCallback,
    env: usize,
}

impl HostRandom {
    pub fn new(callback: RandomCallback, env: *mut c_void) -> Self {
        HostRandom {
            callback,
            env: env.addr(),
        }
    }

    /// `random_get`, which asks for no numbers where the buffer is not inside the memory.
    pub fn get(self, memory: &mut GuestMemory<'_>, buf: i32, len: i32) -> Result<i32> {
        let (buf, len) = (buf as u32, len as u32);
        if u64::from(buf) + u64::from(len) > size(memory) as u64 {
            return Err(GuestError::PtrOverflow.into());
        }
        let mut piece = vec![0; PIECE.min(len as usize)];
        let mut done = 0;
        while done < len {
            let count = (len - done).min(PIECE as u32);
            let bytes = &mut piece[..count as usize];
            let env = ptr::without_provenance_mut(self.env);
            if !(self.callback)(env, bytes.as_mut_ptr(), bytes.len()) {
                bail!("the host's source of random numbers failed");
            }
            memory.copy_from_slice(bytes, GuestPtr::new((buf + done, count)))?;
            done += count;
        }
        Ok(0)
    }
}

fn size(memory: &GuestMemory<'_>) -> usize {
    match memory {
        GuestMemory::Unshared(bytes) => bytes.len(),
        GuestMemory::Shared(bytes) => bytes.len(),
    }
}
