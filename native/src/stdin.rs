//! The guest's stdin, read through a callback of the host.

use std::ffi::c_void;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, ReadBuf};
use wasmtime_wasi::cli::{IsTerminal, StdinStream};
use wasmtime_wasi::p2::{InputStream, Pollable, StreamError, StreamResult};

pub type ReadCallback = extern "C" fn(env: *mut c_void, buf: *mut u8, len: usize) -> i64;

/// The largest read that is passed on, as the guest may ask for its whole memory.
const LARGEST_READ: usize = 1 << 20;

#[derive(Clone, Copy)]
pub struct CallbackInput {
    read: ReadCallback,
    env: *mut c_void,
}

// SAFETY: the pointer is only given back to the callback, on the thread that runs the guest.
unsafe impl Send for CallbackInput {}
// SAFETY: as for `Send`; a store runs on one thread at a time.
unsafe impl Sync for CallbackInput {}

impl CallbackInput {
    pub fn new(read: ReadCallback, env: *mut c_void) -> Self {
        CallbackInput { read, env }
    }

    /// The bytes read, none at the end of the stream.
    fn fill(&self, buf: &mut [u8]) -> Result<usize, StreamError> {
        let read = (self.read)(self.env, buf.as_mut_ptr(), buf.len());
        usize::try_from(read)
            .ok()
            .filter(|&read| read <= buf.len())
            .ok_or_else(|| StreamError::trap("the host's stdin failed"))
    }
}

impl IsTerminal for CallbackInput {
    fn is_terminal(&self) -> bool {
        false
    }
}

impl StdinStream for CallbackInput {
    fn async_stream(&self) -> Box<dyn AsyncRead + Send + Sync> {
        Box::new(*self)
    }

    fn p2_stream(&self) -> Box<dyn InputStream> {
        Box::new(*self)
    }
}

#[async_trait::async_trait]
impl Pollable for CallbackInput {
    async fn ready(&mut self) {}
}

impl InputStream for CallbackInput {
    fn read(&mut self, size: usize) -> StreamResult<Bytes> {
        if size == 0 {
            return Ok(Bytes::new());
        }
        let mut buf = BytesMut::zeroed(size.min(LARGEST_READ));
        let read = self.fill(&mut buf)?;
        if read == 0 {
            return Err(StreamError::Closed);
        }
        buf.truncate(read);
        Ok(buf.freeze())
    }
}

impl AsyncRead for CallbackInput {
    fn poll_read(
        self: Pin<&mut Self>,
        _cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let result = self
            .fill(buf.initialize_unfilled())
            .map_err(io::Error::other);
        Poll::Ready(result.map(|read| buf.advance(read)))
    }
}
