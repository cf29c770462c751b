//! The guest's clocks, where the host has its own.

use std::ffi::c_void;
use std::ptr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use wasmtime::Result;
use wasmtime::error::bail;
use wasmtime_wasi::{HostMonotonicClock, HostWallClock};

/// Lets time pass and writes the nanoseconds since 1970 and those of the monotonic clock.
pub type ClockCallback = extern "C" fn(env: *mut c_void, pass: u64, times: *mut u64) -> bool;

/// What a clock shows.
#[derive(Clone, Copy, Default)]
pub struct Times {
    pub wall: u64,
    pub monotonic: u64,
}

/// A clock of the host. Copies share it.
#[derive(Clone)]
pub struct HostClock(Arc<Inner>);

struct Inner {
    callback: ClockCallback,
    env: usize,
    is_virtual: bool,
    failed: AtomicBool,
}

impl HostClock {
    pub fn new(callback: ClockCallback, env: *mut c_void, is_virtual: bool) -> Self {
        HostClock(Arc::new(Inner {
            callback,
            env: env.addr(),
            is_virtual,
            failed: AtomicBool::new(false),
        }))
    }

    /// Whether it also tells how long the guest sleeps, which then takes no time.
    pub fn is_virtual(&self) -> bool {
        self.0.is_virtual
    }

    /// What it shows after so many nanoseconds have passed, which only a virtual clock can tell.
    pub fn after(&self, nanos: u64) -> Times {
        let mut times = [0; 2];
        let env = ptr::without_provenance_mut(self.0.env);
        if !(self.0.callback)(env, nanos, times.as_mut_ptr()) {
            self.0.failed.store(true, Ordering::Relaxed);
        }
        Times {
            wall: times[0],
            monotonic: times[1],
        }
    }

    /// Fails if the clock failed since this was asked last, which who asks for the time cannot be told.
    pub fn check(&self) -> Result<()> {
        if self.0.failed.swap(false, Ordering::Relaxed) {
            bail!("the host's clock failed");
        }
        Ok(())
    }
}

impl HostWallClock for HostClock {
    fn resolution(&self) -> Duration {
        Duration::from_nanos(1)
    }

    fn now(&self) -> Duration {
        Duration::from_nanos(self.after(0).wall)
    }
}

impl HostMonotonicClock for HostClock {
    fn resolution(&self) -> u64 {
        1
    }

    fn now(&self) -> u64 {
        self.after(0).monotonic
    }
}
