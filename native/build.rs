//! Tells the crate which wasmtime it is built from: the lock file knows the exact patch.

use std::{env, fs, path::Path};

fn main() {
    let lock = Path::new(&env::var("CARGO_MANIFEST_DIR").expect("set by Cargo")).join("Cargo.lock");
    let text = fs::read_to_string(&lock).expect("Cargo.lock is committed");
    let version = text
        .split("[[package]]")
        .find(|package| package.contains("name = \"wasmtime-c-api-impl\""))
        .and_then(|package| package.split("version = \"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .expect("Cargo.lock has wasmtime-c-api-impl");
    println!("cargo:rustc-env=JWASI_WASMTIME_VERSION={version}");
    println!("cargo:rerun-if-changed={}", lock.display());
}
