//! Memories that the host makes.

use std::mem::MaybeUninit;

use wasmtime::{Memory, MemoryType, MemoryTypeBuilder, Result, SharedMemory};
use wasmtime_c_api::{WasmtimeStoreContextMut, wasm_engine_t};

use crate::layout;
use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr};

/// `maximum` is `u64::MAX` where there is none.
fn memory_type(
    minimum: u64,
    maximum: u64,
    is64: bool,
    page_size_log2: u8,
    shared: bool,
) -> Result<MemoryType> {
    MemoryTypeBuilder::new()
        .min(minimum)
        .max((maximum != u64::MAX).then_some(maximum))
        .memory64(is64)
        .page_size_log2(page_size_log2)
        .shared(shared)
        .build()
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_memory_new(
    context: WasmtimeStoreContextMut<'_>,
    minimum: u64,
    maximum: u64,
    is64: bool,
    page_size_log2: u8,
    memory: &mut MaybeUninit<Memory>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let ty = memory_type(minimum, maximum, is64, page_size_log2, false)?;
        let state = StoreState::of_context(&context);
        memory.write(state.explaining(|| Memory::new(context, ty))?);
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_sharedmemory_new(
    engine: &wasm_engine_t,
    minimum: u64,
    maximum: u64,
    is64: bool,
    page_size_log2: u8,
    memory: &mut MaybeUninit<Box<SharedMemory>>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let ty = memory_type(minimum, maximum, is64, page_size_log2, true)?;
        memory.write(Box::new(SharedMemory::new(layout::engine(engine), ty)?));
        Ok(())
    }))
}

/// As `wasmtime_sharedmemory_grow`, whose lock may be poisoned.
#[unsafe(no_mangle)]
pub extern "C" fn jwasi_sharedmemory_grow(
    memory: &SharedMemory,
    delta: u64,
    before: &mut u64,
) -> ErrorPtr {
    error_ptr(caught(|| memory.grow(delta)).map(|size| *before = size))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_sharedmemory_notify(
    memory: &SharedMemory,
    address: u64,
    count: u32,
    woken: &mut u32,
) -> ErrorPtr {
    error_ptr(caught(|| Ok(memory.atomic_notify(address, count)?)).map(|count| *woken = count))
}

/// Wakes all who wait at one of the addresses of a range, and gives where the next range begins: 0 at
/// the end of the memory.
#[unsafe(no_mangle)]
pub extern "C" fn jwasi_sharedmemory_wake(memory: &SharedMemory, address: u64, len: u64) -> u64 {
    let size = memory.data().len() as u64;
    let end = address.saturating_add(len).min(size);
    let woken = caught(|| {
        for waiting in (address..end).step_by(size_of::<u32>()) {
            memory.atomic_notify(waiting, u32::MAX)?;
        }
        Ok(())
    });
    // An error is an address beyond the memory, which only a caller's mistake can be.
    if woken.is_err() || end == size {
        0
    } else {
        end
    }
}
