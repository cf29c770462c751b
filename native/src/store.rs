//! What this extension keeps for each store.

use std::cell::{Cell, RefCell, UnsafeCell};
use std::ffi::c_void;
use std::sync::Arc;

use wasmtime::error::bail;
use wasmtime::{AsContext, AsContextMut, Caller, Result};
use wasmtime_c_api::{
    WASMTIME_UPDATE_DEADLINE_CONTINUE, WasmtimeStoreContext, WasmtimeStoreContextMut,
    WasmtimeStoreData, wasm_engine_t, wasmtime_context_get_data, wasmtime_error_t,
    wasmtime_store_epoch_deadline_callback, wasmtime_store_new, wasmtime_store_t,
    wasmtime_update_deadline_kind_t,
};

use crate::guest_memory::GuestMemories;
use crate::interrupt::Interrupt;
use crate::layout;
use crate::limits::{Limits, Report};
use crate::references::References;
use crate::wasi::Wasi;

/// Lives behind the data pointer of the C API, and so as long as the store.
pub struct StoreState {
    pub max_wasm_stack: usize,
    pub references: References,
    pub memories: GuestMemories,
    interrupt: Arc<Interrupt>,
    limits: UnsafeCell<Limits>,
    wasi: UnsafeCell<Option<Wasi>>,
    /// Whether a function of WASI runs, which has the only reference to `wasi`.
    in_wasi: Cell<bool>,
    /// Java's numbers for the functions of modules that were linked before, by the number of the link.
    linked: RefCell<Vec<(usize, Box<[usize]>)>>,
    /// How many calls into wasm are under way, each from a host function of the one before.
    entered: Cell<usize>,
}

/// Counts a call into wasm while it lasts.
pub struct Entered<'a>(&'a Cell<usize>);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.set(self.0.get() - 1);
    }
}

impl StoreState {
    pub fn is_entered(&self) -> bool {
        self.entered.get() > 0
    }

    pub fn enter(&self) -> Entered<'_> {
        self.entered.set(self.entered.get() + 1);
        Entered(&self.entered)
    }

    pub fn of<'a>(context: WasmtimeStoreContext<'a>) -> &'a StoreState {
        // SAFETY: `jwasi_store_new` put a `StoreState` there, and the header reserves the data
        // pointer for it. It is freed with the store, which `context` borrows.
        unsafe { &*wasmtime_context_get_data(context).cast::<StoreState>() }
    }

    /// The state of the store that calls, for as long as the call runs. It is no part of the store,
    /// so that the guest's memory can be borrowed beside it.
    pub fn of_caller<'a>(caller: &Caller<'a, WasmtimeStoreData>) -> &'a StoreState {
        // SAFETY: as in `of`, and a store outlives the calls of its guest.
        unsafe { &*std::ptr::from_ref(Self::of(caller.as_context())) }
    }

    /// The state of a store that is being entered, for as long as the store is borrowed. It is no part
    /// of the store, which is borrowed for the guest meanwhile.
    pub fn of_context<'a>(context: &WasmtimeStoreContextMut<'a>) -> &'a StoreState {
        // SAFETY: as in `of`, and `'a` ends before the store does.
        unsafe { &*std::ptr::from_ref(Self::of(context.as_context())) }
    }

    /// Says which functions of Java a linked module calls in this store.
    pub fn set_linked(&self, link: usize, functions: &[usize]) {
        let mut linked = self.linked.borrow_mut();
        linked.retain(|(known, _)| *known != link);
        linked.push((link, functions.into()));
    }

    /// Java's number for a function of a linked module.
    pub fn linked(&self, link: usize, index: usize) -> Result<usize> {
        let linked = self.linked.borrow();
        match linked.iter().find(|(known, _)| *known == link) {
            Some((_, functions)) => Ok(functions[index]),
            None => bail!("a function of a module that was not linked into this store"),
        }
    }

    pub fn interrupt(context: WasmtimeStoreContextMut<'_>) -> Arc<Interrupt> {
        Self::of(context.as_context()).interrupt.clone()
    }

    /// Uses the limits, which nothing else does meanwhile.
    pub fn limits<T>(&self, with: impl FnOnce(&mut Limits) -> T) -> T {
        // SAFETY: a store belongs to one thread, `with` cannot reach the store, and wasmtime uses the limits
        // only inside its own functions.
        with(unsafe { &mut *self.limits.get() })
    }

    /// Runs what may take of the machine, with an error that names the limit which does not allow it.
    pub fn explaining<T>(&self, run: impl FnOnce() -> Result<T>) -> Result<T> {
        let before = self.limits(|limits| limits.before());
        run().map_err(|error| self.limits(|limits| limits.explain(error, before)))
    }

    pub fn set_wasi(&self, wasi: Wasi) -> Result<()> {
        if self.in_wasi.get() {
            bail!(
                "a stream, clock or source of random numbers of the guest must not use its store"
            );
        }
        // SAFETY: a store belongs to one thread, and no function of WASI runs.
        let slot = unsafe { &mut *self.wasi.get() };
        if slot.is_some() {
            bail!("the store has a WASI already");
        }
        *slot = Some(wasi);
        Ok(())
    }

    /// Refuses what would enter wasm while a stream of the host serves its guest.
    pub fn check_enterable(&self) -> Result<()> {
        if self.in_wasi.get() {
            bail!(
                "a stream, clock or source of random numbers of the guest must not use its store"
            );
        }
        self.check_running()
    }

    /// Fails where the guest is to stop.
    pub fn check_running(&self) -> Result<()> {
        self.interrupt.check()
    }

    /// Borrows the WASI for one call of the guest.
    pub fn enter_wasi(&self) -> Result<InWasi<'_>> {
        self.check_enterable()?;
        // SAFETY: a store belongs to one thread, and `in_wasi`, set below, admits one borrow at a
        // time.
        let Some(wasi) = (unsafe { &mut *self.wasi.get() }) else {
            bail!("the store has no WASI");
        };
        self.in_wasi.set(true);
        Ok(InWasi {
            wasi,
            interrupt: &self.interrupt,
            in_wasi: &self.in_wasi,
        })
    }
}

/// The one borrow of a store's WASI.
pub struct InWasi<'a> {
    pub wasi: &'a mut Wasi,
    pub interrupt: &'a Interrupt,
    in_wasi: &'a Cell<bool>,
}

impl Drop for InWasi<'_> {
    fn drop(&mut self) {
        self.in_wasi.set(false);
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_store_new(
    engine: &wasm_engine_t,
    settings: &[u64; 6],
) -> Box<wasmtime_store_t> {
    let [
        max_wasm_stack,
        memory,
        table_elements,
        instances,
        memories,
        tables,
    ] = *settings;
    let limits = Limits::new(memory, table_elements, instances, memories, tables);
    let state = Box::new(StoreState {
        max_wasm_stack: max_wasm_stack as usize,
        references: References::default(),
        memories: GuestMemories::default(),
        interrupt: Interrupt::new(layout::engine(engine)),
        limits: UnsafeCell::new(limits),
        wasi: UnsafeCell::new(None),
        in_wasi: Cell::new(false),
        linked: RefCell::default(),
        entered: Cell::new(0),
    });
    let mut limits = LimitsPtr(state.limits.get());
    let data = Box::into_raw(state).cast();
    let mut store = wasmtime_store_new(engine, data, Some(delete_state));
    wasmtime_store_epoch_deadline_callback(&mut store, at_epoch, std::ptr::null_mut(), None);
    // SAFETY: the state is freed after the store, which asks its limits where nothing of this library runs.
    layout::store_mut(&mut store).limiter(move |_| unsafe { limits.get() });
    store
}

/// Where a store finds its limits.
struct LimitsPtr(*mut Limits);

// SAFETY: used only by the store that the limits belong to, on the thread that uses it.
unsafe impl Send for LimitsPtr {}
// SAFETY: as for `Send`.
unsafe impl Sync for LimitsPtr {}

impl LimitsPtr {
    /// # Safety
    ///
    /// The store lives, and nothing else uses its limits.
    unsafe fn get<'a>(&mut self) -> &'a mut Limits {
        // SAFETY: the caller's promise.
        unsafe { &mut *self.0 }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_store_report_limits(store: &mut wasmtime_store_t, report: Report) {
    let store = layout::store_mut(store);
    let state = StoreState::of_context(&store.as_context_mut());
    state.limits(|limits| limits.report(report));
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_context_limit_hit(
    context: WasmtimeStoreContext<'_>,
    hit: &mut [u64; 5],
) -> bool {
    StoreState::of(context).limits(|limits| match limits.hit() {
        Some(last) => {
            *hit = [
                last.limit as u64,
                last.most,
                last.used,
                last.wanted,
                limits.refusals(),
            ];
            true
        }
        None => false,
    })
}

extern "C" fn delete_state(data: *mut c_void) {
    // SAFETY: the finalizer of the store runs once, on the pointer of `jwasi_store_new`.
    drop(unsafe { Box::from_raw(data.cast::<StoreState>()) });
}

/// An epoch ends for all stores of an engine when the guest of one is to stop.
extern "C" fn at_epoch(
    context: WasmtimeStoreContextMut<'_>,
    _data: *mut c_void,
    delta: *mut u64,
    kind: *mut wasmtime_update_deadline_kind_t,
) -> Option<Box<wasmtime_error_t>> {
    if let Err(stopped) = StoreState::of_context(&context).interrupt.check() {
        return Some(Box::new(stopped.into()));
    }
    // SAFETY: wasmtime's C API passes two locals of its own.
    unsafe {
        *delta = 1;
        *kind = WASMTIME_UPDATE_DEADLINE_CONTINUE;
    }
    None
}
