//! The functions of WASI preview 1 and preview 0, over one WASI of the store.
//!
//! wasmtime's own `add_to_linker_sync` enters a Tokio runtime and yields at every call, which costs
//! as much as a small file operation, and cannot be stopped while the guest sleeps. So the same
//! functions of `wasmtime-wasi` are linked here, each behind `Interrupt::wait`.

use wasmtime::{AsContextMut, Caller, Linker, Result};
use wasmtime_c_api::{WasmtimeStoreData, wasm_engine_t, wasmtime_linker_t};
use wasmtime_wasi::I32Exit;
use wasmtime_wasi::p1::WasiP1Ctx;
use wasmtime_wasi::p1::wasi_snapshot_preview1::WasiSnapshotPreview1 as _;
use wiggle::GuestMemory;

use crate::errno;
use crate::fd_read;
use crate::fd_write;
use crate::filestat;
use crate::guest_memory;
use crate::layout;
use crate::listings::Request;
use crate::panic::caught;
use crate::poll;
use crate::store::StoreState;
use crate::subscription::Arguments;
use crate::text::{ErrorPtr, error_ptr};
use crate::wasi::Wasi;

type GuestCaller<'a> = Caller<'a, WasmtimeStoreData>;

#[unsafe(no_mangle)]
pub extern "C" fn jwasi_linker_new(
    engine: &wasm_engine_t,
    linker: &mut Option<Box<wasmtime_linker_t>>,
) -> ErrorPtr {
    error_ptr(caught(|| {
        let mut made = Linker::new(layout::engine(engine));
        made.allow_shadowing(true);
        preview1::define(&mut made)?;
        preview0::define(&mut made)?;
        *linker = Some(layout::into_c_linker(made));
        Ok(())
    }))
}

/// Links functions of `abi`, the module that `wasmtime-wasi` generates for a preview.
///
/// `now` functions return at once, `file` ones may block this thread.
macro_rules! define {
    ($linker:ident, $module:literal: $($kind:ident $name:ident($($arg:ident: $type:ty),*);)*) => {$(
        $linker.func_wrap(
            $module,
            stringify!($name),
            |mut caller: GuestCaller<'_>, $($arg: $type),*| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                errno::of_bad_argument(define!(@$kind entered.interrupt, abi::$name(ctx, &mut memory, $($arg),*)))
            },
        )?;
    )*};
    (@now $interrupt:expr, $call:expr) => { $call };
    (@file $interrupt:expr, $call:expr) => { $interrupt.wait($call)? };
}

/// The functions that both previews have, with the same parameters in wasm.
macro_rules! define_common {
    ($linker:ident, $module:literal) => {
        define!($linker, $module:
            now args_get(argv: i32, argv_buf: i32);
            now args_sizes_get(argc: i32, argv_buf_size: i32);
            now environ_get(environ: i32, environ_buf: i32);
            now environ_sizes_get(count: i32, size: i32);
            now clock_res_get(id: i32, resolution: i32);
            file fd_advise(fd: i32, offset: i64, len: i64, advice: i32);
            now fd_allocate(fd: i32, offset: i64, len: i64);
            file fd_datasync(fd: i32);
            file fd_fdstat_get(fd: i32, stat: i32);
            now fd_fdstat_set_flags(fd: i32, flags: i32);
            now fd_fdstat_set_rights(fd: i32, base: i64, inheriting: i64);
            file fd_filestat_get(fd: i32, stat: i32);
            file fd_filestat_set_size(fd: i32, size: i64);
            file fd_filestat_set_times(fd: i32, atim: i64, mtim: i64, flags: i32);
            file fd_pread(fd: i32, iovs: i32, iovs_len: i32, offset: i64, read: i32);
            now fd_prestat_get(fd: i32, prestat: i32);
            now fd_prestat_dir_name(fd: i32, path: i32, path_len: i32);
            file fd_pwrite(fd: i32, iovs: i32, iovs_len: i32, offset: i64, written: i32);
            file fd_seek(fd: i32, offset: i64, whence: i32, new_offset: i32);
            file fd_sync(fd: i32);
            now fd_tell(fd: i32, offset: i32);
            file path_create_directory(fd: i32, path: i32, path_len: i32);
            file path_filestat_set_times(fd: i32, flags: i32, path: i32, path_len: i32, atim: i64,
                mtim: i64, fst_flags: i32);
            file path_link(old_fd: i32, old_flags: i32, old_path: i32, old_path_len: i32,
                new_fd: i32, new_path: i32, new_path_len: i32);
            file path_open(fd: i32, dir_flags: i32, path: i32, path_len: i32, open_flags: i32,
                base: i64, inheriting: i64, fd_flags: i32, opened: i32);
            file path_readlink(fd: i32, path: i32, path_len: i32, buf: i32, buf_len: i32,
                used: i32);
            file path_remove_directory(fd: i32, path: i32, path_len: i32);
            file path_rename(fd: i32, old_path: i32, old_path_len: i32, new_fd: i32,
                new_path: i32, new_path_len: i32);
            file path_symlink(old_path: i32, old_path_len: i32, fd: i32, new_path: i32,
                new_path_len: i32);
            file path_unlink_file(fd: i32, path: i32, path_len: i32);
            now proc_raise(signal: i32);
            now sched_yield();
            now sock_recv(fd: i32, iovs: i32, iovs_len: i32, in_flags: i32, read: i32,
                out_flags: i32);
            now sock_send(fd: i32, iovs: i32, iovs_len: i32, flags: i32, written: i32);
            now sock_shutdown(fd: i32, how: i32);
        );
        $linker.func_wrap($module, "proc_exit", proc_exit)?;
        $linker.func_wrap($module, "fd_close", |mut caller: GuestCaller<'_>, fd: i32| -> Result<i32> {
            let state = StoreState::of_caller(&caller);
            let found = state.memories.find(&mut caller);
            let mut memory = guest_memory::of(&found, &mut caller)?;
            let entered = state.enter_wasi()?;
            entered.wasi.touch(fd);
            errno::of_bad_argument(entered.interrupt.wait(abi::fd_close(&mut entered.wasi.ctx, &mut memory, fd))?)
        })?;
        $linker.func_wrap(
            $module,
            "poll_oneoff",
            |mut caller: GuestCaller<'_>,
             subscriptions: i32,
             events: i32,
             count: i32,
             happened: i32|
             -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                let interrupt = entered.interrupt;
                let arguments = Arguments::new(subscriptions, events, count, happened);
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                let poll = |ctx: &mut WasiP1Ctx, memory: &mut GuestMemory<'_>, arguments: Arguments| {
                    errno::of_bad_argument(interrupt.sleep(abi::poll_oneoff(
                        ctx,
                        memory,
                        arguments.subscriptions as i32,
                        arguments.events as i32,
                        arguments.count as i32,
                        arguments.happened as i32,
                    ))?)
                };
                let Some(clock) = &entered.wasi.clock else {
                    return poll::sleep(interrupt, &mut memory, &SUBSCRIPTION, arguments)
                        .unwrap_or_else(|| poll(ctx, &mut memory, arguments));
                };
                let polled = if clock.is_virtual() {
                    poll::virtually(clock, ctx, &mut memory, &SUBSCRIPTION, arguments, poll)
                } else {
                    poll::sleep(interrupt, &mut memory, &SUBSCRIPTION, arguments)
                        .unwrap_or_else(|| poll(ctx, &mut memory, arguments))
                };
                clock.check()?;
                polled
            },
        )?;
        $linker.func_wrap(
            $module,
            "clock_time_get",
            |mut caller: GuestCaller<'_>, id: i32, precision: i64, time: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                let told = abi::clock_time_get(&mut entered.wasi.ctx, &mut memory, id, precision, time);
                if let Some(clock) = &entered.wasi.clock {
                    clock.check()?;
                }
                errno::of_bad_argument(told)
            },
        )?;
        $linker.func_wrap(
            $module,
            "random_get",
            |mut caller: GuestCaller<'_>, buf: i32, buf_len: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                if let Some(random) = entered.wasi.random {
                    return errno::of_bad_argument(random.get(&mut memory, buf, buf_len));
                }
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                errno::of_bad_argument(abi::random_get(ctx, &mut memory, buf, buf_len))
            },
        )?;
        $linker.func_wrap(
            $module,
            "path_filestat_get",
            |mut caller: GuestCaller<'_>,
             fd: i32,
             flags: i32,
             path: i32,
             path_len: i32,
             stat: i32|
             -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                if filestat::may_be_no_link(flags, &memory, path, path_len) {
                    let asked = abi::path_filestat_get(ctx, &mut memory, fd, 0, path, path_len, stat);
                    let errno = errno::of_bad_argument(entered.interrupt.wait(asked)?)?;
                    if errno != 0 || !filestat::is_link(&memory, stat) {
                        return Ok(errno);
                    }
                }
                let asked = abi::path_filestat_get(ctx, &mut memory, fd, flags, path, path_len, stat);
                errno::of_bad_argument(entered.interrupt.wait(asked)?)
            },
        )?;
        $linker.func_wrap(
            $module,
            "fd_renumber",
            |mut caller: GuestCaller<'_>, from: i32, to: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                entered.wasi.touch(from);
                entered.wasi.touch(to);
                let renumbered = abi::fd_renumber(&mut entered.wasi.ctx, &mut memory, from, to);
                errno::of_bad_argument(entered.interrupt.wait(renumbered)?)
            },
        )?;
        $linker.func_wrap(
            $module,
            "fd_readdir",
            |mut caller: GuestCaller<'_>, fd: i32, buf: i32, buf_len: i32, cookie: i64, used: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                let Wasi { ctx, listings, .. } = entered.wasi;
                let request = Request { fd, buf, buf_len, cookie, used };
                listings.read(&mut memory, request, |memory, it| {
                    ctx.set_hostcall_fuel(fuel);
                    let read = abi::fd_readdir(ctx, memory, it.fd, it.buf, it.buf_len, it.cookie, it.used);
                    errno::of_bad_argument(entered.interrupt.wait(read)?)
                })
            },
        )?;
        $linker.func_wrap(
            $module,
            "fd_read",
            |mut caller: GuestCaller<'_>, fd: i32, iovs: i32, iovs_len: i32, read: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                if let Some(input) = entered.wasi.input(fd) {
                    if let GuestMemory::Unshared(bytes) = &mut memory
                        && let Some(errno) = fd_read::read(input, bytes, iovs, iovs_len, read)
                    {
                        return Ok(errno);
                    }
                    // What `ctx` reads it may read ahead.
                    entered.wasi.touch(fd);
                }
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                let got = abi::fd_read(ctx, &mut memory, fd, iovs, iovs_len, read);
                errno::of_bad_argument(entered.interrupt.wait(got)?)
            },
        )?;
        $linker.func_wrap(
            $module,
            "fd_write",
            |mut caller: GuestCaller<'_>, fd: i32, iovs: i32, iovs_len: i32, written: i32| -> Result<i32> {
                let state = StoreState::of_caller(&caller);
                let found = state.memories.find(&mut caller);
                let fuel = caller.as_context_mut().hostcall_fuel();
                let mut memory = guest_memory::of(&found, &mut caller)?;
                let entered = state.enter_wasi()?;
                if let Some(output) = entered.wasi.output(fd)
                    && let GuestMemory::Unshared(bytes) = &mut memory
                    && let Some(done) = fd_write::write(output, bytes, iovs, iovs_len, written)
                {
                    return done;
                }
                let ctx = &mut entered.wasi.ctx;
                ctx.set_hostcall_fuel(fuel);
                let wrote = abi::fd_write(ctx, &mut memory, fd, iovs, iovs_len, written);
                errno::of_bad_argument(entered.interrupt.wait(wrote)?)
            },
        )?;
    };
}

mod preview1 {
    use super::*;
    use crate::subscription::PREVIEW1 as SUBSCRIPTION;
    use wasmtime_wasi::p1::wasi_snapshot_preview1 as abi;

    pub fn define(linker: &mut Linker<WasmtimeStoreData>) -> Result<()> {
        define_common!(linker, "wasi_snapshot_preview1");
        define!(linker, "wasi_snapshot_preview1": now sock_accept(fd: i32, flags: i32, accepted: i32););
        Ok(())
    }
}

mod preview0 {
    use super::*;
    use crate::subscription::PREVIEW0 as SUBSCRIPTION;
    use wasmtime_wasi::p0::wasi_unstable as abi;

    pub fn define(linker: &mut Linker<WasmtimeStoreData>) -> Result<()> {
        define_common!(linker, "wasi_unstable");
        Ok(())
    }
}

/// Passes every 32-bit code on, where `wasmtime-wasi` refuses those over 125.
fn proc_exit(_: GuestCaller<'_>, code: i32) -> Result<()> {
    Err(I32Exit(code).into())
}
