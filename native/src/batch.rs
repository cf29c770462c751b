//! Calling a function for many rows of arguments, in one entry into wasm.
//!
//! The loop is wasm too, as a call from wasm to wasm takes a tenth of one from here.

use std::mem::MaybeUninit;

use wasmtime::error::Context as _;
use wasmtime::{Func, Instance, Module};
use wasmtime_c_api::{WasmtimeStoreContextMut, wasmtime_module_t};

use crate::layout;
use crate::panic::caught;
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr};

/// The name of the module with the loop, which guests' stack traces leave out.
const NAME: &str = "jwasi.batch";

pub fn is_own(module: &Module) -> bool {
    module.name() == Some(NAME)
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_batch_new(
    mut context: WasmtimeStoreContextMut<'_>,
    module: &wasmtime_module_t,
    func: &Func,
    run: &mut MaybeUninit<Func>,
    memory: &mut *mut u8,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let state = StoreState::of_context(&context);
        let imports = [(*func).into()];
        let instance =
            state.explaining(|| Instance::new(&mut context, layout::module(module), &imports))?;
        let exported = instance.get_memory(&mut context, "memory");
        *memory = exported.context("no memory")?.data_ptr(&context);
        run.write(
            instance
                .get_func(&mut context, "run")
                .context("no function")?,
        );
        Ok(())
    }))
}
