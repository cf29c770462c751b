//! Directories that a guest reads in pieces.
//!
//! `wasmtime-wasi` reads and looks at all entries at every call, and throws away those before the cookie: a large directory
//! would cost the square of its size. So from the second piece on, what was read once is kept until the guest has it all.

use wasmtime::Result;
use wiggle::GuestMemory;

use crate::buffers::{is_count, write_count};

/// Of a `dirent`: its size without the name, and where the length of the name is.
const DIRENT: usize = 24;
const NAME_LEN: usize = 16;

/// Directories that are read at the same time, as by who walks a tree.
const MOST: usize = 8;

/// The first room for a listing, and the largest: who has more is read as `wasmtime-wasi` does it.
const ROOM: usize = 1 << 18;
const MOST_ROOM: usize = 1 << 24;

/// The arguments of `fd_readdir`.
#[derive(Clone, Copy)]
pub struct Request {
    pub fd: i32,
    pub buf: i32,
    pub buf_len: i32,
    pub cookie: i64,
    pub used: i32,
}

#[derive(Default)]
pub struct Listings(Vec<Listing>);

struct Listing {
    fd: i32,
    entries: Vec<u8>,
    /// Where each entry begins; its number is the cookie that asks for it.
    starts: Vec<usize>,
}

impl Listings {
    /// The guest closes or replaces a descriptor.
    pub fn forget(&mut self, fd: i32) {
        self.0.retain(|listing| listing.fd != fd);
    }

    /// Reads with `read`, which is the function of `wasmtime-wasi`, or from what it gave before.
    pub fn read(
        &mut self,
        memory: &mut GuestMemory<'_>,
        request: Request,
        mut read: impl FnMut(&mut GuestMemory<'_>, Request) -> Result<i32>,
    ) -> Result<i32> {
        if request.cookie == 0 {
            self.forget(request.fd);
        } else if let GuestMemory::Unshared(bytes) = memory
            && is_count(bytes, request.used)
        {
            if let Some(done) = self.serve(bytes, request) {
                return Ok(done);
            }
            if let Some(listing) = Listing::read(request.fd, &mut read)? {
                self.forget(request.fd);
                self.0.truncate(MOST - 1);
                self.0.insert(0, listing);
                if let Some(done) = self.serve(bytes, request) {
                    return Ok(done);
                }
            }
        }
        read(memory, request)
    }

    fn serve(&mut self, memory: &mut [u8], request: Request) -> Option<i32> {
        let listing = self.0.iter().find(|it| it.fd == request.fd)?;
        let cookie = usize::try_from(request.cookie as u64).ok()?;
        let start = listing.starts.get(cookie).copied();
        let rest = &listing.entries[start.unwrap_or(listing.entries.len())..];
        let len = request.buf_len as u32 as usize;
        let buf = request.buf as u32 as usize;
        let room = memory.get_mut(buf..buf.checked_add(len)?)?;
        let count = rest.len().min(len);
        room[..count].copy_from_slice(&rest[..count]);
        write_count(memory, request.used, count as u32);
        if count < len {
            self.forget(request.fd);
        }
        Some(0)
    }
}

impl Listing {
    /// All entries, unless they are too many or there is an error, which the next read will show.
    fn read(
        fd: i32,
        read: &mut impl FnMut(&mut GuestMemory<'_>, Request) -> Result<i32>,
    ) -> Result<Option<Self>> {
        let mut room = ROOM;
        while room <= MOST_ROOM {
            let mut entries = vec![0; room + size_of::<u32>()];
            let request = Request {
                fd,
                buf: 0,
                buf_len: room as i32,
                cookie: 0,
                used: room as i32,
            };
            if read(&mut GuestMemory::Unshared(&mut entries), request)? != 0 {
                return Ok(None);
            }
            let used = number(&entries, room);
            if used < room {
                entries.truncate(used);
                entries.shrink_to_fit();
                let starts = starts(&entries);
                return Ok(Some(Listing {
                    fd,
                    entries,
                    starts,
                }));
            }
            room *= 4;
        }
        Ok(None)
    }
}

fn starts(entries: &[u8]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut next = 0;
    while next + DIRENT <= entries.len() {
        starts.push(next);
        next += DIRENT + number(entries, next + NAME_LEN);
    }
    starts
}

fn number(bytes: &[u8], at: usize) -> usize {
    u32::from_le_bytes(bytes[at..at + 4].try_into().expect("four bytes")) as usize
}
