//! Making an engine without a way to end the process.

use wasmtime::{Engine, WasmBacktraceDetails};
use wasmtime_c_api::{wasm_config_t, wasm_engine_t};

use crate::layout;
use crate::panic::caught;
use crate::text::{ErrorPtr, error_ptr};

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_engine_new(
    mut config: Box<wasm_config_t>,
    max_wasm_stack: usize,
    engine: &mut Option<Box<wasm_engine_t>>,
) -> ErrorPtr {
    let config = layout::config_mut(&mut config);
    config.max_wasm_stack(max_wasm_stack);
    // No stack of that size is ever made, but the engine wants it to be the larger one.
    config.async_stack_size(max_wasm_stack.max(DEFAULT_ASYNC_STACK));
    // Which lines of the source a trap's frames are at. Modules without debug information pay nothing; others
    // keep it in their machine code, and compile no slower.
    config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
    let made = caught(|| Engine::new(config));
    error_ptr(made.map(|made| *engine = Some(layout::into_c_engine(made))))
}

/// What `Config` has where nothing is set.
const DEFAULT_ASYNC_STACK: usize = 2 << 20;
