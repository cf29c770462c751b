//! Stopping a guest from another thread.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Condvar, Mutex, OnceLock};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use wasmtime::{Engine, Result, Trap};
use wasmtime_wasi::runtime::{poll_noop, with_ambient_tokio_runtime};

use wasmtime_c_api::WasmtimeStoreContextMut;

use crate::store::StoreState;

/// Whether the thread that calls it was interrupted by means of the host.
pub type InterruptedCallback = extern "C" fn() -> bool;

/// Whoever enters the store is stopped, until further notice.
const STOP: u32 = 1;
/// The thread inside is to look whether it was interrupted.
const ASK: u32 = 2;

/// Shared by a store and those who may stop its guest.
pub struct Interrupt {
    engine: Engine,
    signals: AtomicU32,
    interrupted: OnceLock<InterruptedCallback>,
    sleeper: Notify,
    /// For those who sleep without a Tokio runtime.
    sleep: Mutex<()>,
    woken: Condvar,
}

impl Interrupt {
    pub fn new(engine: &Engine) -> Arc<Self> {
        Arc::new(Interrupt {
            engine: engine.clone(),
            signals: AtomicU32::new(0),
            interrupted: OnceLock::new(),
            sleeper: Notify::new(),
            sleep: Mutex::new(()),
            woken: Condvar::new(),
        })
    }

    fn signal(&self, signal: u32) {
        self.signals.fetch_or(signal, Ordering::SeqCst);
        self.sleeper.notify_one();
        // With the lock, so that nobody falls asleep between his look at the signals and his sleep.
        drop(self.sleep.lock());
        self.woken.notify_all();
        self.engine.increment_epoch();
    }

    fn is_signalled(&self) -> bool {
        self.signals.load(Ordering::SeqCst) != 0
    }

    /// Fails where the guest that runs on this thread is to stop.
    pub fn check(&self) -> Result<()> {
        if self.is_signalled() && self.must_stop() {
            return Err(Trap::Interrupt.into());
        }
        Ok(())
    }

    /// Only the thread itself can tell whether the interrupt still is meant for the guest: the one that was
    /// interrupted may have left, and another be inside.
    fn must_stop(&self) -> bool {
        let signals = self.signals.fetch_and(!ASK, Ordering::SeqCst);
        signals & STOP != 0
            || self
                .interrupted
                .get()
                .is_some_and(|interrupted| interrupted())
    }

    /// Runs a future of WASI on this thread.
    ///
    /// Nearly all of them are ready at the first poll, as file operations may block this thread. So
    /// no Tokio runtime is made or entered for those, which is most of the cost of a small operation.
    pub fn wait<F: Future>(&self, future: F) -> Result<F::Output> {
        let mut future = pin!(future);
        match poll_noop(future.as_mut()) {
            Some(output) => Ok(output),
            None => self.sleep(future),
        }
    }

    /// Sleeps on this thread, whose timer is finer than Tokio's.
    pub fn sleep_for(&self, duration: Duration) -> Result<()> {
        let began = Instant::now();
        loop {
            let left = duration.saturating_sub(began.elapsed());
            if left.is_zero() {
                return Ok(());
            }
            let lock = self.sleep.lock().expect("nothing panics with the lock");
            let slept = self
                .woken
                .wait_timeout_while(lock, left, |()| !self.is_signalled());
            drop(slept.expect("nothing panics with the lock"));
            self.check()?;
        }
    }

    /// Runs a future that needs a Tokio runtime, and ends it when the guest is to stop.
    pub fn sleep<F: Future>(&self, future: F) -> Result<F::Output> {
        let runtime = with_ambient_tokio_runtime(Handle::current);
        let _entered = runtime.enter();
        let mut future = pin!(future);
        runtime.block_on(async {
            loop {
                tokio::select! {
                    output = &mut future => return Ok(output),
                    () = self.sleeper.notified() => self.check()?,
                }
            }
        })
    }
}

/// The handle that C holds.
#[expect(non_camel_case_types, reason = "the name in C")]
pub struct jwasi_interrupt_t(Arc<Interrupt>);

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_store_interrupt(
    context: WasmtimeStoreContextMut<'_>,
) -> Box<jwasi_interrupt_t> {
    Box::new(jwasi_interrupt_t(StoreState::interrupt(context)))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_interrupt_raise(interrupt: &jwasi_interrupt_t) {
    interrupt.0.signal(STOP);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_interrupt_lower(interrupt: &jwasi_interrupt_t) {
    interrupt.0.signals.fetch_and(!STOP, Ordering::SeqCst);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_interrupt_ask(
    interrupt: &jwasi_interrupt_t,
    interrupted: InterruptedCallback,
) {
    interrupt.0.interrupted.get_or_init(|| interrupted);
    interrupt.0.signal(ASK);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_interrupt_delete(_: Box<jwasi_interrupt_t>) {}
