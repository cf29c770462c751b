//! Making an engine without a way to end the process.

use wasmtime::error::bail;
use wasmtime::{Engine, OptLevel, ProfilingStrategy, Result, Strategy, WasmBacktraceDetails};
use wasmtime_c_api::{wasm_config_t, wasm_engine_t};

use crate::layout;
use crate::panic::caught;
use crate::text::{ErrorPtr, error_ptr};

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_engine_new(
    mut config: Box<wasm_config_t>,
    settings: &[u64; 10],
    engine: &mut Option<Box<wasm_engine_t>>,
) -> ErrorPtr {
    let config = layout::config_mut(&mut config);
    let [
        max_wasm_stack,
        fuel,
        interruptible,
        compiler,
        optimization,
        rest @ ..,
    ] = *settings;
    let [
        parallel,
        profiler,
        unwind_info,
        shared_memory,
        copy_on_write,
    ] = rest;
    let max_wasm_stack = max_wasm_stack as usize;
    config.max_wasm_stack(max_wasm_stack);
    // No stack of that size is ever made, but the engine wants it to be the larger one.
    config.async_stack_size(max_wasm_stack.max(DEFAULT_ASYNC_STACK));
    // Which lines of the source a trap's frames are at. Modules without debug information pay nothing; others
    // keep it in their machine code, and compile no slower.
    config.wasm_backtrace_details(WasmBacktraceDetails::Enable);
    config.consume_fuel(fuel != 0);
    config.epoch_interruption(interruptible != 0);
    config.parallel_compilation(parallel != 0);
    config.native_unwind_info(unwind_info != 0);
    config.shared_memory(shared_memory != 0);
    config.memory_init_cow(copy_on_write != 0);
    // HotSpot uses signals on macOS too, and Mach ports would take its faults away.
    config.macos_use_mach_ports(false);
    let made = caught(|| {
        config.strategy(strategy(compiler)?);
        config.cranelift_opt_level(opt_level(optimization)?);
        config.profiler(profiling(profiler)?);
        Engine::new(config)
    });
    error_ptr(made.map(|made| *engine = Some(layout::into_c_engine(made))))
}

// By the numbers that the C API has for them.

fn strategy(number: u64) -> Result<Strategy> {
    Ok(match number {
        0 => Strategy::Auto,
        1 => Strategy::Cranelift,
        2 => Strategy::Winch,
        _ => bail!("{number} is no compiler"),
    })
}

fn opt_level(number: u64) -> Result<OptLevel> {
    Ok(match number {
        0 => OptLevel::None,
        1 => OptLevel::Speed,
        2 => OptLevel::SpeedAndSize,
        _ => bail!("{number} is no optimization"),
    })
}

fn profiling(number: u64) -> Result<ProfilingStrategy> {
    Ok(match number {
        0 => ProfilingStrategy::None,
        1 => ProfilingStrategy::JitDump,
        2 => ProfilingStrategy::VTune,
        3 => ProfilingStrategy::PerfMap,
        _ => bail!("{number} is no profiler"),
    })
}

/// What `Config` has where nothing is set.
const DEFAULT_ASYNC_STACK: usize = 2 << 20;
