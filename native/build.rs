//! Tells the crate which wasmtime it is built from, as the lock file knows the exact patch, and keeps the header's version
//! that of the crate.

use std::{env, fs, path::Path};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("set by Cargo");
    let root = Path::new(&root);
    println!(
        "cargo:rustc-env=JWASI_WASMTIME_VERSION={}",
        wasmtime_version(&root.join("Cargo.lock"))
    );
    check_header(&root.join("include").join("jwasi.h"));
}

fn wasmtime_version(lock: &Path) -> String {
    println!("cargo:rerun-if-changed={}", lock.display());
    let text = fs::read_to_string(lock).expect("Cargo.lock is committed");
    text.split("[[package]]")
        .find(|package| package.contains("name = \"wasmtime-c-api-impl\""))
        .and_then(|package| package.split("version = \"").nth(1))
        .and_then(|rest| rest.split('"').next())
        .expect("Cargo.lock has wasmtime-c-api-impl")
        .to_owned()
}

/// Whoever uses the header compares its version with the library's.
fn check_header(header: &Path) {
    println!("cargo:rerun-if-changed={}", header.display());
    let version = env::var("CARGO_PKG_VERSION").expect("set by Cargo");
    let define = format!("#define JWASI_VERSION \"{version}\"");
    let text = fs::read_to_string(header).expect("include/jwasi.h is committed");
    assert!(
        text.lines().any(|line| line == define),
        "include/jwasi.h must have the version of Cargo.toml: {define}"
    );
}
