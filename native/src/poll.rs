//! `poll_oneoff`, where it is not left to `wasmtime-wasi`.
//!
//! That puts the thread to sleep for a single time, out of which nobody could wake the guest, and knows no virtual
//! clocks.

use std::time::Duration;

use wasmtime::Result;
use wasmtime_wasi::p1::{WasiP1Ctx, types};
use wiggle::GuestMemory;

use crate::clock::{HostClock, Times};
use crate::interrupt::Interrupt;
use crate::subscription::{
    self, Arguments, Clock, EVENT, Layout, Subscription, no_wait, set_number,
};

const SUCCESS: i32 = types::Errno::Success as i32;

/// Sleeps, if that is all that is asked for: one relative time. `None` if it is not.
pub fn sleep(
    interrupt: &Interrupt,
    memory: &mut GuestMemory<'_>,
    layout: &Layout,
    arguments: Arguments,
) -> Option<Result<i32>> {
    if arguments.count != 1 {
        return None;
    }
    match arguments.read(memory, layout)?.pop()? {
        Subscription::Clock(clock) if !clock.is_absolute => {
            Some(sleep_for(interrupt, memory, arguments, &clock))
        }
        _ => None,
    }
}

fn sleep_for(
    interrupt: &Interrupt,
    memory: &mut GuestMemory<'_>,
    arguments: Arguments,
    clock: &Clock,
) -> Result<i32> {
    interrupt.sleep_for(Duration::from_nanos(clock.timeout))?;
    arguments.write(memory, &[clock.event()])?;
    Ok(SUCCESS)
}

/// By a virtual clock, which sleeping sets forward. Descriptors are asked through `poll`, which is
/// `wasmtime-wasi`'s; one that is not ready is taken for one that will not be until the next of the times.
pub fn virtually(
    clock: &HostClock,
    ctx: &mut WasiP1Ctx,
    memory: &mut GuestMemory<'_>,
    layout: &Layout,
    arguments: Arguments,
    poll: impl FnOnce(&mut WasiP1Ctx, &mut GuestMemory<'_>, Arguments) -> Result<i32>,
) -> Result<i32> {
    let Some(subscriptions) = arguments.read(memory, layout) else {
        return poll(ctx, memory, arguments);
    };
    if subscriptions
        .iter()
        .any(|wanted| matches!(wanted, Subscription::Invalid))
    {
        return Ok(types::Errno::Inval as i32);
    }
    let now = clock.after(0);
    let left = |wanted: &Subscription| match wanted {
        Subscription::Clock(clock) => Some(time_left(clock, now)),
        _ => None,
    };
    let Some(next) = subscriptions.iter().filter_map(left).min() else {
        return poll(ctx, memory, arguments);
    };
    let mut happened = match descriptors(ctx, layout, &subscriptions, poll)? {
        Ok(happened) => happened,
        Err(errno) => return Ok(errno),
    };
    let passed = if happened.is_empty() { next } else { 0 };
    if passed > 0 {
        clock.after(passed);
    }
    for (index, wanted) in subscriptions.iter().enumerate() {
        if let Subscription::Clock(clock) = wanted
            && time_left(clock, now) <= passed
        {
            happened.push((index, clock.event()));
        }
    }
    happened.sort_by_key(|(index, _)| *index);
    let events: Vec<_> = happened.into_iter().map(|(_, event)| event).collect();
    arguments.write(memory, &events)?;
    Ok(SUCCESS)
}

fn time_left(clock: &Clock, now: Times) -> u64 {
    match (clock.is_absolute, clock.is_realtime) {
        (false, _) => clock.timeout,
        (true, true) => clock.timeout.saturating_sub(now.wall),
        (true, false) => clock.timeout.saturating_sub(now.monotonic),
    }
}

type Events = Vec<(usize, [u8; EVENT as usize])>;

/// Which descriptors are ready, by the index of the subscription, or the errno that one of them gives.
///
/// They are asked for without waiting, in a memory that only has these subscriptions, each with its index in place of the
/// guest's data.
fn descriptors(
    ctx: &mut WasiP1Ctx,
    layout: &Layout,
    subscriptions: &[Subscription],
    poll: impl FnOnce(&mut WasiP1Ctx, &mut GuestMemory<'_>, Arguments) -> Result<i32>,
) -> Result<Result<Events, i32>> {
    let mut asked = Vec::new();
    for (index, wanted) in subscriptions.iter().enumerate() {
        if let Subscription::Descriptor(bytes) = wanted {
            let mut bytes = bytes.clone();
            set_number(&mut bytes, index as u64);
            asked.extend(bytes);
        }
    }
    if asked.is_empty() {
        return Ok(Ok(Events::new()));
    }
    asked.extend(no_wait(layout, u64::MAX));
    let count = asked.len() as u32 / layout.size;
    let arguments = Arguments {
        subscriptions: 0,
        events: asked.len() as u32,
        count,
        happened: asked.len() as u32 + count * EVENT,
    };
    asked.resize(arguments.happened as usize + 4, 0);
    let errno = poll(ctx, &mut GuestMemory::Unshared(&mut asked), arguments)?;
    if errno != SUCCESS {
        return Ok(Err(errno));
    }
    let mut happened = Events::new();
    for mut event in subscription::events(&asked, &arguments)? {
        let number = subscription::number(&event);
        if let Some(Subscription::Descriptor(bytes)) = subscriptions.get(number as usize) {
            event[..8].copy_from_slice(&bytes[..8]);
            happened.push((number as usize, event));
        }
    }
    Ok(Ok(happened))
}
