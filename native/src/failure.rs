//! What went wrong, in one piece: reading it by a function for each part would link many of them, in Java, where the
//! stack may be at its end.

use wasmtime::{Error, FrameInfo, FrameSymbol, GcHeapOutOfMemory, Trap, WasmBacktrace};
use wasmtime_c_api::{wasm_byte_vec_t, wasm_trap_t, wasmtime_error_t};
use wasmtime_environ::demangle_function_name;
use wasmtime_wasi::I32Exit;

use crate::batch;
use crate::layout;
use crate::panic::caught;

/// In place of the code of a trap.
const GC_HEAP_OUT_OF_MEMORY: u8 = 254;
const NO_TRAP: u8 = 255;

const BACKTRACE: &str = "error while executing at wasm backtrace:";

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_error_read(error: &wasmtime_error_t, out: &mut wasm_byte_vec_t) {
    read(layout::error(error), out);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_trap_read(trap: &wasm_trap_t, out: &mut wasm_byte_vec_t) {
    read(layout::trap(trap), out);
}

fn read(error: &Error, out: &mut wasm_byte_vec_t) {
    let written = caught(|| {
        let mut failure = Failure::default();
        failure.error(error);
        Ok(failure.0)
    });
    out.set_buffer(written.unwrap_or_default());
}

#[derive(Default)]
struct Failure(Vec<u8>);

impl Failure {
    fn error(&mut self, error: &Error) {
        let exit = error.downcast_ref::<I32Exit>();
        self.byte(u8::from(exit.is_some()));
        self.number(exit.map_or(0, |exit| exit.0 as u32));
        self.byte(kind(error));
        self.text(&message(error));
        let frames = error
            .downcast_ref::<WasmBacktrace>()
            .map_or(&[][..], WasmBacktrace::frames);
        let frames = || frames.iter().filter(|frame| !batch::is_own(frame.module()));
        self.number(frames().count() as u32);
        frames().for_each(|frame| self.frame(frame));
    }

    fn frame(&mut self, frame: &FrameInfo) {
        self.text(frame.module().name().unwrap_or_default());
        self.name(frame.func_name());
        self.number(frame.func_index());
        self.offset(frame.module_offset());
        self.offset(frame.func_offset());
        self.number(frame.symbols().len() as u32);
        frame
            .symbols()
            .iter()
            .for_each(|symbol| self.symbol(symbol));
    }

    fn symbol(&mut self, symbol: &FrameSymbol) {
        self.name(symbol.name());
        self.text(symbol.file().unwrap_or_default());
        self.number(symbol.line().unwrap_or(0));
        self.number(symbol.column().unwrap_or(0));
    }

    /// A function's name as its source has it, if it is of Rust or C++.
    fn name(&mut self, name: Option<&str>) {
        let mut readable = String::new();
        // Writing to a string cannot fail, but a strange name may.
        if demangle_function_name(&mut readable, name.unwrap_or_default()).is_err() {
            readable = name.unwrap_or_default().to_owned();
        }
        self.text(&readable);
    }

    fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    fn number(&mut self, number: u32) {
        self.0.extend(number.to_le_bytes());
    }

    fn offset(&mut self, offset: Option<usize>) {
        let offset = offset.map_or(u64::MAX, |offset| offset as u64);
        self.0.extend(offset.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.number(text.len() as u32);
        self.0.extend(text.as_bytes());
    }
}

fn kind(error: &Error) -> u8 {
    if let Some(trap) = error.downcast_ref::<Trap>() {
        *trap as u8
    } else if error.is::<GcHeapOutOfMemory<()>>() {
        GC_HEAP_OUT_OF_MEMORY
    } else {
        NO_TRAP
    }
}

/// What happened and why, without the frames, which are written apart.
fn message(error: &Error) -> String {
    let causes: Vec<String> = error
        .chain()
        .map(ToString::to_string)
        .filter(|text| !text.starts_with(BACKTRACE))
        .map(|text| {
            text.strip_prefix("wasm trap: ")
                .unwrap_or(&text)
                .trim()
                .to_owned()
        })
        .filter(|text| !text.is_empty())
        .collect();
    causes.join(": ")
}
