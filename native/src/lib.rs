//! The native library of jwasi: the whole C API of wasmtime, re-exported, and the functions of
//! `include/jwasi.h`, which exist only for what the C API cannot do.

// Re-exporting is what puts the symbols of the C API into this library.
pub use wasmtime_c_api::*;

mod batch;
mod buffers;
mod capture;
mod clock;
mod engine;
mod enter;
mod errno;
mod exception;
mod failure;
mod fd_read;
mod fd_write;
mod filestat;
mod func;
mod gc;
mod global;
mod guest_memory;
mod interrupt;
mod layout;
mod limits;
mod linked;
mod listings;
mod memory;
mod module;
mod module_key;
mod module_types;
mod output;
mod panic;
mod poll;
mod preview;
mod random;
mod references;
mod stdin;
mod store;
mod subscription;
mod table;
mod text;
mod type_text;
mod value_type;
mod values;
mod version;
mod wasi;
mod wat;
