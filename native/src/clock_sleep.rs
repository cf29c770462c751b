//! `poll_oneoff` that only sleeps, which is how most guests do.
//!
//! `wasmtime-wasi` puts the thread to sleep for it, out of which nobody could wake the guest.

use std::time::Duration;

/// Where the clock's parts stand in a `subscription`, which differs between the previews.
pub struct Layout {
    pub clock: usize,
    pub timeout: usize,
    pub flags: usize,
}

const TAG: usize = 8;
const TAG_CLOCK: u8 = 0;

/// The realtime clock is 0, the monotonic one 1, and those of processor time, by which a guest sleeps as by the others, 2 and 3.
const LAST_CLOCK: u8 = 3;

/// Size of an `event`, and where its parts stand in both previews.
const EVENT: usize = 32;
const EVENT_TYPE: usize = 10;

/// How long to sleep, if that is all that is asked for: one relative time of a clock.
pub fn duration(
    memory: &[u8],
    layout: &Layout,
    subscription: i32,
    events: i32,
    happened: i32,
) -> Option<Duration> {
    let at = |offset: usize| Some(subscription as u32 as usize + offset);
    let byte = |offset| memory.get(at(offset)?).copied();
    let timeout = memory.get(at(layout.timeout)?..at(layout.timeout + 8)?)?;
    memory.get(events as u32 as usize..events as u32 as usize + EVENT)?;
    memory.get(happened as u32 as usize..happened as u32 as usize + 4)?;
    let plain = byte(TAG)? == TAG_CLOCK
        && byte(layout.clock)? <= LAST_CLOCK
        && memory.get(at(layout.clock + 1)?..at(layout.clock + 4)?)? == [0; 3]
        && memory.get(at(layout.flags)?..at(layout.flags + 2)?)? == [0; 2]
        && [subscription, events]
            .iter()
            .all(|address| address % 8 == 0)
        && happened % 4 == 0;
    let nanos = u64::from_le_bytes(timeout.try_into().expect("eight bytes"));
    plain.then(|| Duration::from_nanos(nanos))
}

/// Writes the one event, that the time has passed. The places were checked by [`duration`].
pub fn finish(memory: &mut [u8], subscription: i32, events: i32, happened: i32) {
    let subscription = subscription as u32 as usize;
    let event = events as u32 as usize;
    let happened = happened as u32 as usize;
    memory.copy_within(subscription..subscription + 8, event);
    memory[event + 8..event + EVENT].fill(0);
    memory[event + EVENT_TYPE] = TAG_CLOCK;
    memory[happened..happened + 4].copy_from_slice(&1u32.to_le_bytes());
}
