//! The name of a compiled module in a cache.

use std::hash::{Hash, Hasher};

use sha2::{Digest, Sha256};
use wasmtime_c_api::wasm_engine_t;

use crate::layout;
use crate::panic::caught;
use crate::text::{ErrorPtr, bytes, error_ptr};

/// Feeds what the engine hashes, its settings and its version, into the same digest as the module.
struct Settings(Sha256);

impl Hasher for Settings {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        unreachable!("the digest is taken instead")
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn jwasi_module_key(
    engine: &wasm_engine_t,
    module: *const u8,
    len: usize,
    key: &mut [u8; 32],
) -> ErrorPtr {
    // SAFETY: the header asks for `len` readable bytes.
    let module = unsafe { bytes(module, len) };
    error_ptr(caught(|| {
        let mut settings = Settings(Sha256::new());
        settings.0.update(env!("JWASI_WASMTIME_VERSION"));
        layout::engine(engine)
            .precompile_compatibility_hash()
            .hash(&mut settings);
        settings.0.update(module);
        *key = settings.0.finalize().into();
        Ok(())
    }))
}
