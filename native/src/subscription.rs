//! The subscriptions and events of `poll_oneoff`, as they stand in the guest's memory.

use wasmtime::Result;
use wasmtime::error::bail;
use wiggle::{GuestMemory, GuestPtr};

/// Size of a `subscription`, and where its parts stand, which differs between the previews.
pub struct Layout {
    pub size: u32,
    pub clock: usize,
    pub timeout: usize,
    pub flags: usize,
}

pub const PREVIEW1: Layout = Layout {
    size: 48,
    clock: 16,
    timeout: 24,
    flags: 40,
};

pub const PREVIEW0: Layout = Layout {
    size: 56,
    clock: 24,
    timeout: 32,
    flags: 48,
};

const USERDATA: usize = 8;
const TAG: usize = 8;
const TAG_CLOCK: u8 = 0;
const LAST_TAG: u8 = 2;

/// The realtime clock is 0, the monotonic one 1. Those of processor time, 2 and 3, only are slept by, as others are.
const REALTIME: u32 = 0;
const MONOTONIC: u32 = 1;
const LAST_CLOCK: u32 = 3;

const ABSOLUTE: u16 = 1;

/// Size of an `event` in both previews.
pub const EVENT: u32 = 32;
const EVENT_TYPE: usize = 10;

/// The arguments of `poll_oneoff`.
#[derive(Clone, Copy)]
pub struct Arguments {
    pub subscriptions: u32,
    pub events: u32,
    pub count: u32,
    pub happened: u32,
}

impl Arguments {
    pub fn new(subscriptions: i32, events: i32, count: i32, happened: i32) -> Self {
        Arguments {
            subscriptions: subscriptions as u32,
            events: events as u32,
            count: count as u32,
            happened: happened as u32,
        }
    }

    /// The subscriptions, or `None` where a place is out of the memory or not aligned, or there is none: then
    /// `wasmtime-wasi` shall say so.
    pub fn read(&self, memory: &GuestMemory<'_>, layout: &Layout) -> Option<Vec<Subscription>> {
        let size = self.count.checked_mul(layout.size)?;
        let bytes = bytes(memory, self.subscriptions, size)?;
        // Only to see whether they are there.
        self.count
            .checked_mul(EVENT)
            .and_then(|size| self::bytes(memory, self.events, size))?;
        self::bytes(memory, self.happened, 4)?;
        let aligned = self.subscriptions.is_multiple_of(8)
            && self.events.is_multiple_of(8)
            && self.happened.is_multiple_of(4);
        let read = || {
            let parts = bytes.chunks_exact(layout.size as usize);
            parts.map(|part| Subscription::read(part, layout)).collect()
        };
        (aligned && self.count > 0).then(read)
    }

    /// Writes what happened.
    pub fn write(
        &self,
        memory: &mut GuestMemory<'_>,
        events: &[[u8; EVENT as usize]],
    ) -> Result<()> {
        let bytes = events.concat();
        memory.copy_from_slice(&bytes, GuestPtr::new((self.events, bytes.len() as u32)))?;
        let count = (events.len() as u32).to_le_bytes();
        memory.copy_from_slice(&count, GuestPtr::new((self.happened, 4)))?;
        Ok(())
    }
}

fn bytes(memory: &GuestMemory<'_>, address: u32, len: u32) -> Option<Vec<u8>> {
    memory.to_vec(GuestPtr::<[u8]>::new((address, len))).ok()
}

/// What the guest waits for.
pub enum Subscription {
    Clock(Clock),
    /// That a descriptor can be read or written. With all its bytes.
    Descriptor(Vec<u8>),
    /// What `wasmtime-wasi` answers with an errno.
    Invalid,
}

/// A time to wait for.
pub struct Clock {
    pub userdata: [u8; USERDATA],
    pub is_realtime: bool,
    pub is_absolute: bool,
    /// Nanoseconds.
    pub timeout: u64,
}

impl Subscription {
    fn read(bytes: &[u8], layout: &Layout) -> Self {
        match bytes[TAG] {
            TAG_CLOCK => Self::read_clock(bytes, layout),
            1..=LAST_TAG => Subscription::Descriptor(bytes.to_vec()),
            _ => Subscription::Invalid,
        }
    }

    fn read_clock(bytes: &[u8], layout: &Layout) -> Self {
        let id = u32::from_le_bytes(part(bytes, layout.clock));
        let flags = u16::from_le_bytes(part(bytes, layout.flags));
        if id > LAST_CLOCK || flags & !ABSOLUTE != 0 || (id > MONOTONIC && flags != 0) {
            return Subscription::Invalid;
        }
        Subscription::Clock(Clock {
            userdata: part(bytes, 0),
            is_realtime: id == REALTIME,
            is_absolute: flags != 0,
            timeout: u64::from_le_bytes(part(bytes, layout.timeout)),
        })
    }
}

impl Clock {
    /// The event that the time has come.
    pub fn event(&self) -> [u8; EVENT as usize] {
        let mut event = [0; EVENT as usize];
        event[..USERDATA].copy_from_slice(&self.userdata);
        event[EVENT_TYPE] = TAG_CLOCK;
        event
    }
}

/// Bytes of a subscription that asks not to wait, with a number in place of the guest's data.
pub fn no_wait(layout: &Layout, number: u64) -> Vec<u8> {
    let mut bytes = vec![0; layout.size as usize];
    bytes[layout.clock] = MONOTONIC as u8;
    set_number(&mut bytes, number);
    bytes
}

/// Puts a number in the place of the guest's data of a subscription or event.
pub fn set_number(bytes: &mut [u8], number: u64) {
    bytes[..USERDATA].copy_from_slice(&number.to_le_bytes());
}

/// The number in the place of the guest's data of an event.
pub fn number(event: &[u8; EVENT as usize]) -> u64 {
    u64::from_le_bytes(part(event, 0))
}

fn part<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    bytes[at..at + N].try_into().expect("as long as N")
}

/// The events that `wasmtime-wasi` wrote.
pub fn events(memory: &[u8], arguments: &Arguments) -> Result<Vec<[u8; EVENT as usize]>> {
    let count = u32::from_le_bytes(part(memory, arguments.happened as usize));
    if count > arguments.count {
        bail!("{count} events for {} subscriptions", arguments.count);
    }
    let from = arguments.events as usize;
    let size = EVENT as usize;
    Ok((0..count as usize)
        .map(|index| part(memory, from + index * size))
        .collect())
}
