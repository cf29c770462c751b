//! Stopping a guest from another thread.

use std::future::Future;
use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;
use tokio::runtime::Handle;
use tokio::sync::Notify;
use wasmtime::{Engine, Result, Trap};
use wasmtime_wasi::runtime::{poll_noop, with_ambient_tokio_runtime};

use wasmtime_c_api::WasmtimeStoreContextMut;

use crate::store::StoreState;

/// Shared by a store and those who may stop its guest.
pub struct Interrupt {
    engine: Engine,
    raised: AtomicBool,
    sleeper: Notify,
    /// For those who sleep without a Tokio runtime.
    sleep: Mutex<()>,
    woken: Condvar,
}

impl Interrupt {
    pub fn new(engine: &Engine) -> Arc<Self> {
        Arc::new(Interrupt {
            engine: engine.clone(),
            raised: AtomicBool::new(false),
            sleeper: Notify::new(),
            sleep: Mutex::new(()),
            woken: Condvar::new(),
        })
    }

    fn raise(&self) {
        self.raised.store(true, Ordering::SeqCst);
        self.sleeper.notify_one();
        // With the lock, so that nobody falls asleep between his look at `raised` and his sleep.
        drop(self.sleep.lock());
        self.woken.notify_all();
        self.engine.increment_epoch();
    }

    pub fn is_raised(&self) -> bool {
        self.raised.load(Ordering::SeqCst)
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
        let lock = self.sleep.lock().expect("nothing panics with the lock");
        let slept = self
            .woken
            .wait_timeout_while(lock, duration, |()| !self.is_raised());
        drop(slept.expect("nothing panics with the lock"));
        if self.is_raised() {
            return Err(Trap::Interrupt.into());
        }
        Ok(())
    }

    /// Runs a future that needs a Tokio runtime, and ends it when the guest is to stop.
    pub fn sleep<F: Future>(&self, future: F) -> Result<F::Output> {
        let runtime = with_ambient_tokio_runtime(Handle::current);
        let _entered = runtime.enter();
        runtime.block_on(async {
            tokio::select! {
                output = future => Ok(output),
                () = self.sleeper.notified() => Err(Trap::Interrupt.into()),
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
    interrupt.0.raise();
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_interrupt_delete(_: Box<jwasi_interrupt_t>) {}
