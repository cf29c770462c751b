//! What a guest gets for arguments that it must not give.

use wasmtime::Result;
use wasmtime_wasi::p1::types::Errno;
use wiggle::GuestError;

/// Makes an errno of a bad argument, where `wasmtime-wasi` traps.
///
/// The specification of preview 1 asks for a trap at a pointer outside the memory or not aligned. Node and
/// others give an errno, which a guest can handle and which does not tell the host of a failure of its own.
/// The numbers are the same in both previews.
pub fn of_bad_argument(result: Result<i32>) -> Result<i32> {
    result.or_else(|error| match error.downcast_ref().and_then(errno) {
        Some(errno) => Ok(errno as i32),
        None => Err(error),
    })
}

fn errno(error: &GuestError) -> Option<Errno> {
    match error {
        GuestError::InFunc { err, .. } => errno(err),
        // A negative number is no value of an enumeration either.
        GuestError::InvalidFlagValue(_)
        | GuestError::InvalidEnumValue(_)
        | GuestError::TryFromIntError(_) => Some(Errno::Inval),
        // Node's, also for what is not aligned, which it alone reads and writes.
        GuestError::PtrOverflow | GuestError::PtrOutOfBounds(_) | GuestError::PtrNotAligned(..) => {
            Some(Errno::Overflow)
        }
        GuestError::InvalidUtf8(_) => Some(Errno::Ilseq),
        GuestError::SliceLengthsDiffer => None,
    }
}
