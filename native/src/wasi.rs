//! The WASI of a store, and how C configures it.

use std::ffi::c_void;
use std::fs::File;

use wasmtime::error::Context as _;
use wasmtime::{AsContext, AsContextMut, Result};
use wasmtime_c_api::WasmtimeStoreContextMut;
use wasmtime_wasi::cli::InputFile;
use wasmtime_wasi::p1::WasiP1Ctx;
use wasmtime_wasi::{FsPerms, WasiCtxBuilder};

use crate::capture::jwasi_capture_t;
use crate::clock::{ClockCallback, HostClock};
use crate::listings::Listings;
use crate::output::{Output, WriteCallback};
use crate::random::{HostRandom, RandomCallback};
use crate::stdin::{CallbackInput, ReadCallback};
use crate::store::StoreState;
use crate::text::{ErrorPtr, error_ptr, path, utf8};

/// The WASI of a running guest.
pub struct Wasi {
    pub ctx: WasiP1Ctx,
    pub listings: Listings,
    /// The regular file that stdin is.
    input: Option<File>,
    outputs: [Output; 2],
    /// Which of the guest's descriptors 0 to 2 still are what they began as.
    untouched: [bool; 3],
    pub clock: Option<HostClock>,
    pub random: Option<HostRandom>,
}

impl Wasi {
    /// The file behind a descriptor, if it can be read from without asking `ctx`.
    pub fn input(&self, fd: i32) -> Option<&File> {
        self.input.as_ref().filter(|_| fd == 0 && self.untouched[0])
    }

    /// The output behind a descriptor, if it can be written to without asking `ctx`.
    pub fn output(&self, fd: i32) -> Option<&Output> {
        let index = output_index(fd)?;
        self.untouched[index + 1].then_some(&self.outputs[index])
    }

    /// The guest closes or replaces a descriptor: from now on only `ctx` knows what it is.
    pub fn touch(&mut self, fd: i32) {
        self.listings.forget(fd);
        if let Some(untouched) = self.untouched.get_mut(fd as u32 as usize) {
            *untouched = false;
        }
    }
}

fn output_index(fd: i32) -> Option<usize> {
    matches!(fd, 1 | 2).then(|| fd as usize - 1)
}

/// A WASI under construction.
#[expect(non_camel_case_types, reason = "the name in C")]
pub struct jwasi_wasi_t {
    builder: WasiCtxBuilder,
    input: Option<File>,
    outputs: [Output; 2],
    clock: Option<HostClock>,
    random: Option<HostRandom>,
}

impl jwasi_wasi_t {
    fn set_input(&mut self, file: File) -> Result<()> {
        if file.metadata()?.is_file() {
            // The same open file, with one position.
            self.input = Some(file.try_clone()?);
        }
        self.builder.stdin(InputFile::new(file));
        Ok(())
    }

    fn set_output(&mut self, fd: u32, output: Output) {
        let index = output_index(fd as i32).expect("the header wants 1 or 2");
        match index {
            0 => self.builder.stdout(output.clone()),
            _ => self.builder.stderr(output.clone()),
        };
        self.outputs[index] = output;
    }

    fn build(mut self) -> Wasi {
        Wasi {
            ctx: self.builder.build_p1(),
            listings: Listings::default(),
            input: self.input,
            outputs: self.outputs,
            untouched: [true; 3],
            clock: self.clock,
            random: self.random,
        }
    }
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_new() -> Box<jwasi_wasi_t> {
    let mut builder = WasiCtxBuilder::new();
    // Before the preopens, which copy it. Without it every file operation takes a detour of 20 µs
    // through a thread pool.
    builder.allow_blocking_current_thread(true);
    builder.inherit_stdin();
    let mut wasi = Box::new(jwasi_wasi_t {
        builder,
        input: None,
        outputs: [Output::Nowhere, Output::Nowhere],
        clock: None,
        random: None,
    });
    wasi.set_output(1, Output::Stdout);
    wasi.set_output(2, Output::Stderr);
    wasi
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_delete(_: Box<jwasi_wasi_t>) {}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wasi_arg(
    wasi: &mut jwasi_wasi_t,
    arg: *const u8,
    arg_len: usize,
) -> ErrorPtr {
    // SAFETY: the header asks for readable bytes.
    error_ptr(unsafe { utf8(arg, arg_len) }.map(|arg| {
        wasi.builder.arg(arg);
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wasi_env(
    wasi: &mut jwasi_wasi_t,
    name: *const u8,
    name_len: usize,
    value: *const u8,
    value_len: usize,
) -> ErrorPtr {
    // SAFETY: the header asks for readable bytes.
    let texts = unsafe { utf8(name, name_len).and_then(|n| Ok((n, utf8(value, value_len)?))) };
    error_ptr(texts.map(|(name, value)| {
        wasi.builder.env(name, value);
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wasi_preopen(
    wasi: &mut jwasi_wasi_t,
    host: *const u8,
    host_len: usize,
    guest: *const u8,
    guest_len: usize,
    read_only: bool,
) -> ErrorPtr {
    let perms = if read_only {
        FsPerms::ReadOnly
    } else {
        FsPerms::ReadWrite
    };
    // SAFETY: the header asks for readable bytes.
    let paths = unsafe { path(host, host_len).and_then(|h| Ok((h, utf8(guest, guest_len)?))) };
    error_ptr(paths.and_then(|(host, guest)| {
        wasi.builder.preopened_dir(host, guest, perms)?;
        Ok(())
    }))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wasi_stdin_file(
    wasi: &mut jwasi_wasi_t,
    file: *const u8,
    file_len: usize,
) -> ErrorPtr {
    // SAFETY: the header asks for readable bytes.
    let path = unsafe { path(file, file_len) };
    error_ptr(path.and_then(|path| wasi.set_input(File::open(path)?)))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_stdin_callback(
    wasi: &mut jwasi_wasi_t,
    read: ReadCallback,
    env: *mut c_void,
) {
    wasi.builder.stdin(CallbackInput::new(read, env));
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_output_discard(wasi: &mut jwasi_wasi_t, fd: u32) {
    wasi.set_output(fd, Output::Nowhere);
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_wasi_output_file(
    wasi: &mut jwasi_wasi_t,
    fd: u32,
    file: *const u8,
    file_len: usize,
) -> ErrorPtr {
    // SAFETY: the header asks for readable bytes.
    let created = unsafe { path(file, file_len) }.and_then(|path| Ok(File::create(path)?));
    error_ptr(created.map(|file| wasi.set_output(fd, Output::file(file))))
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_output_callback(
    wasi: &mut jwasi_wasi_t,
    fd: u32,
    write: WriteCallback,
    env: *mut c_void,
) {
    wasi.set_output(fd, Output::callback(write, env));
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_output_capture(
    wasi: &mut jwasi_wasi_t,
    fd: u32,
    capture: &jwasi_capture_t,
) {
    wasi.set_output(fd, Output::Capture(capture.0.clone()));
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_clock(
    wasi: &mut jwasi_wasi_t,
    clock: ClockCallback,
    env: *mut c_void,
    is_virtual: bool,
) {
    let clock = HostClock::new(clock, env, is_virtual);
    wasi.builder.wall_clock(clock.clone());
    if is_virtual {
        wasi.builder.monotonic_clock(clock.clone());
    }
    wasi.clock = Some(clock);
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_wasi_random(
    wasi: &mut jwasi_wasi_t,
    random: RandomCallback,
    env: *mut c_void,
) {
    wasi.random = Some(HostRandom::new(random, env));
}

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_context_set_wasi(
    mut context: WasmtimeStoreContextMut<'_>,
    wasi: Box<jwasi_wasi_t>,
) -> ErrorPtr {
    error_ptr(set_wasi(context.as_context_mut(), wasi))
}

fn set_wasi(context: WasmtimeStoreContextMut<'_>, wasi: Box<jwasi_wasi_t>) -> Result<()> {
    StoreState::of(context.as_context())
        .set_wasi(wasi.build())
        .context("cannot give a WASI to the store")
}
