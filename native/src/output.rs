//! The guest's stdout and stderr.

use std::ffi::c_void;
use std::fs::File;
use std::io::{self, IoSlice, Write};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use tokio::io::AsyncWrite;
use wasmtime_wasi::cli::{IsTerminal, StdoutStream};
use wasmtime_wasi::p2::{OutputStream, Pollable, StreamError, StreamResult};

use crate::capture::Capture;

pub type WriteCallback = extern "C" fn(env: *mut c_void, buf: *const u8, len: usize) -> i64;

/// Where an output goes. Copies share the target.
#[derive(Clone)]
pub enum Output {
    Nowhere,
    Stdout,
    Stderr,
    File(Arc<File>),
    Callback(Callback),
    Capture(Arc<Capture>),
}

#[derive(Clone, Copy)]
pub struct Callback {
    write: WriteCallback,
    env: *mut c_void,
}

// SAFETY: the pointer is only given back to the callback, on the thread that runs the guest.
unsafe impl Send for Callback {}
// SAFETY: as for `Send`; a store runs on one thread at a time.
unsafe impl Sync for Callback {}

impl Output {
    pub fn file(file: File) -> Self {
        Output::File(Arc::new(file))
    }

    pub fn callback(write: WriteCallback, env: *mut c_void) -> Self {
        Output::Callback(Callback { write, env })
    }

    /// Writes all of the buffers.
    pub fn write(&self, buffers: &mut [IoSlice<'_>]) -> StreamResult<()> {
        match self {
            Output::Nowhere => Ok(()),
            Output::Stdout => write_all(process_output(1), buffers),
            Output::Stderr => write_all(process_output(2), buffers),
            Output::File(file) => write_all(&**file, buffers),
            Output::Callback(callback) => callback.write(buffers),
            Output::Capture(capture) => capture.write(buffers),
        }
    }
}

impl Callback {
    fn write(self, buffers: &[IoSlice<'_>]) -> StreamResult<()> {
        for buffer in buffers.iter().filter(|buffer| !buffer.is_empty()) {
            if (self.write)(self.env, buffer.as_ptr(), buffer.len()) < 0 {
                return Err(StreamError::trap("the host's output failed"));
            }
        }
        Ok(())
    }
}

/// The process's own output without the line buffer of Rust's `stdout`, which doubles the cost of a
/// small write. The guest does its own buffering.
#[cfg(unix)]
fn process_output(fd: i32) -> impl Write {
    use std::mem::ManuallyDrop;
    use std::os::fd::FromRawFd;

    struct Unowned(ManuallyDrop<File>);

    impl Write for Unowned {
        fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
            self.0.write(buf)
        }

        fn write_vectored(&mut self, bufs: &[IoSlice<'_>]) -> io::Result<usize> {
            self.0.write_vectored(bufs)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    // SAFETY: never closed by this, as the drop is off; a closed descriptor gives EBADF.
    Unowned(ManuallyDrop::new(unsafe { File::from_raw_fd(fd) }))
}

/// Windows consoles want UTF-16, which Rust's streams see to.
#[cfg(not(unix))]
fn process_output(fd: i32) -> Box<dyn Write> {
    if fd == 1 {
        Box::new(io::stdout())
    } else {
        Box::new(io::stderr())
    }
}

fn write_all(mut target: impl Write, mut buffers: &mut [IoSlice<'_>]) -> StreamResult<()> {
    IoSlice::advance_slices(&mut buffers, 0);
    while !buffers.is_empty() {
        match target.write_vectored(buffers) {
            Ok(0) => return Err(failed(io::ErrorKind::WriteZero.into())),
            Ok(written) => IoSlice::advance_slices(&mut buffers, written),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            // The other end, a terminal for one, may be in non-blocking mode through no act of ours.
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => std::thread::yield_now(),
            Err(error) => return Err(failed(error)),
        }
    }
    target.flush().map_err(failed)
}

fn failed(error: io::Error) -> StreamError {
    StreamError::LastOperationFailed(error.into())
}

impl IsTerminal for Output {
    fn is_terminal(&self) -> bool {
        match self {
            Output::Stdout => io::IsTerminal::is_terminal(&io::stdout()),
            Output::Stderr => io::IsTerminal::is_terminal(&io::stderr()),
            _ => false,
        }
    }
}

impl StdoutStream for Output {
    fn async_stream(&self) -> Box<dyn AsyncWrite + Send + Sync> {
        Box::new(self.clone())
    }

    fn p2_stream(&self) -> Box<dyn OutputStream> {
        Box::new(self.clone())
    }
}

#[async_trait::async_trait]
impl Pollable for Output {
    async fn ready(&mut self) {}
}

impl OutputStream for Output {
    fn write(&mut self, bytes: Bytes) -> StreamResult<()> {
        Output::write(self, &mut [IoSlice::new(&bytes)])
    }

    fn flush(&mut self) -> StreamResult<()> {
        Ok(())
    }

    fn check_write(&mut self) -> StreamResult<usize> {
        Ok(usize::MAX)
    }
}

impl AsyncWrite for Output {
    fn poll_write(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let result = Output::write(&self, &mut [IoSlice::new(buf)]).map_err(io::Error::other);
        Poll::Ready(result.map(|()| buf.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
