//! A panic that leaves an `extern "C"` function ends the process, so none may.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use wasmtime::{Result, format_err};

/// Runs what the engine does, and makes an error of its panic.
pub fn caught<T>(run: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| {
        let message = message(&*panic);
        Err(format_err!("the engine failed: {message}"))
    })
}

fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("no message")
}
