//! `path_filestat_get` that follows links, in fewer system calls.
//!
//! `wasmtime-wasi` resolves the path twice, and one that may end in a link by opening it, which makes
//! six system calls. Most paths do not end in a link, and then asking without following gives the
//! same answer in two.

use wiggle::GuestMemory;

/// `lookupflags::symlink_follow` of both previews.
const FOLLOW: i32 = 1;

/// Where both previews have the type of the file in a `filestat`, and the type of a link.
const FILETYPE: u32 = 16;
const SYMBOLIC_LINK: u8 = 7;

/// Whether it is worth asking first without following. With a slash at its end a path names what a
/// link points to, and never a file.
pub fn may_be_no_link(flags: i32, memory: &GuestMemory<'_>, path: i32, path_len: i32) -> bool {
    flags == FOLLOW
        && path_len != 0
        && byte(memory, (path as u32).checked_add(path_len as u32 - 1)).is_some_and(|b| b != b'/')
}

/// Whether the `filestat` at this address is that of a link.
pub fn is_link(memory: &GuestMemory<'_>, stat: i32) -> bool {
    byte(memory, (stat as u32).checked_add(FILETYPE)) == Some(SYMBOLIC_LINK)
}

fn byte(memory: &GuestMemory<'_>, address: Option<u32>) -> Option<u8> {
    match memory {
        GuestMemory::Unshared(bytes) => bytes.get(address? as usize).copied(),
        GuestMemory::Shared(_) => None,
    }
}
