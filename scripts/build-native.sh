#!/bin/sh
# What Maven runs in native/; it needs Cargo and a C compiler.
#
#   build-native.sh build DIR      puts the native library and its SHA-256 into DIR
#   build-native.sh licences DIR   puts the licence texts of all its crates into DIR
#   build-native.sh check          rustfmt and Clippy
#
# All that takes long is kept in the per-user cache folder (JWASI_CACHE_DIR), as wasmtime takes minutes to compile:
# a second clone builds nothing, and after a change only this crate is compiled.
set -eu
# Machine code is loaded from the cache folder, so that nobody else may write to it.
umask 077

ABOUT_VERSION=0.9.3

say() {
    echo "jwasi: $*"
}

fail() {
    say "$@" >&2
    exit 1
}

cache_folder() {
    if [ -n "${JWASI_CACHE_DIR:-}" ]; then
        echo "$JWASI_CACHE_DIR"
        return
    fi
    case $(uname -s) in
        Darwin) echo "$HOME/Library/Caches/jwasi" ;;
        MINGW* | MSYS* | CYGWIN*) echo "$(cygpath -u "$LOCALAPPDATA")/jwasi" ;;
        *) echo "${XDG_CACHE_HOME:-$HOME/.cache}/jwasi" ;;
    esac
}

# Standard input's SHA-256.
digest() {
    { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi; } | cut -c 1-64
}

require_rust() {
    wanted=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' Cargo.toml)
    how="install Rust $wanted or newer, for example with rustup (https://rustup.rs) or your system's packages"
    if ! command -v cargo >/dev/null || ! command -v rustc >/dev/null; then
        fail "cargo is missing, it builds the native library: $how"
    fi
    rustc=$(rustc -vV) || fail "rustc does not run: $how"
    found=$(echo "$rustc" | sed -n 's/^release: //p')
    minor=${found#*.}
    if [ "${found%%.*}" -eq "${wanted%%.*}" ] && [ "${minor%%.*}" -lt "${wanted#*.}" ]; then
        fail "Rust $found is too old for the native library: $how"
    fi
    host=$(echo "$rustc" | sed -n 's/^host: //p')
}

require_c_compiler() {
    case $host in *-windows-msvc) return ;; esac
    if ! command -v "${CC:-cc}" >/dev/null; then
        fail "${CC:-cc} is missing, Rust links the native library with it:" \
            "install a C compiler (on Debian: apt install gcc libc6-dev)"
    fi
}

# A digest of everything that decides what Cargo makes of this folder.
inputs() {
    {
        find Cargo.toml Cargo.lock build.rs .cargo include src -type f | LC_ALL=C sort | while read -r file; do
            echo "$file $(digest <"$file")"
        done
        echo "$rustc"
        env | LC_ALL=C sort | grep -E '^(CC|CFLAGS|RUSTFLAGS|CARGO_(ENCODED_RUSTFLAGS|(BUILD|PROFILE|TARGET)_.*))=' || true
    } | digest
}

# Cargo's intermediate files, shared by all clones; Cargo itself tells apart what differs and locks the folder.
# The finished library goes to the clone's own folder, so that no other clone's build can replace it.
use_build_folder() {
    wasmtime=$(grep -A 1 '^name = "wasmtime"$' Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p')
    build_folder=$cache/cargo/wasmtime-$wasmtime-$(echo "$rustc" | digest | cut -c 1-16)
    mkdir -p "$build_folder"
    forget_unused "$cache/cargo"
    export CARGO_BUILD_BUILD_DIR="$build_folder" CARGO_TARGET_DIR="$PWD/target/cargo"
    unset CARGO_BUILD_TARGET
}

# Removes what no build has used for 60 days: every version of wasmtime or Rust leaves more than a gigabyte.
forget_unused() {
    touch "$build_folder"
    find "$1" -mindepth 1 -maxdepth 1 -name 'wasmtime-*' -mtime +60 -exec rm -rf {} +
}

# Puts FILE into the cache as NAME, in one step, as other builds may read at the same time.
store() {
    mkdir -p "$(dirname "$2")"
    cp "$1" "$2.$$"
    mv -f "$2.$$" "$2"
}

# Copies FILE to DIR unless the very same is there, so that Maven does not pack its jar anew. Never into the old file,
# as a running program may have mapped it.
deliver() {
    mkdir -p "$2"
    cmp -s "$1" "$2/$(basename "$1")" || { rm -f "$2/$(basename "$1")" && cp "$1" "$2/"; }
}

build() {
    require_rust
    case $host in
        *-apple-*) library=libjwasi.dylib ;;
        *-windows-*) library=jwasi.dll ;;
        *) library=libjwasi.so ;;
    esac
    finished=$cache/cargo/libraries/$(inputs)
    [ -f "$finished/$library" ] || compile
    touch "$finished"
    deliver "$finished/$library" "$1"
    deliver "$finished/$library.sha256" "$1"
}

compile() {
    require_c_compiler
    use_build_folder
    if [ -d "$build_folder/release" ]; then
        say "compiling the native library, a minute or less"
    else
        say "compiling the native library and wasmtime in it, 5-6 minutes on two cores, once on this machine"
    fi
    cargo build --release --locked --quiet
    made=$CARGO_TARGET_DIR/release/$library
    digest <"$made" >"$made.sha256"
    store "$made.sha256" "$finished/$library.sha256"
    store "$made" "$finished/$library"
    find "$cache/cargo/libraries" -mindepth 1 -maxdepth 1 -mtime +60 -exec rm -rf {} +
}

licences() {
    require_rust
    key=$({ cat Cargo.toml Cargo.lock about.toml about.hbs && echo "$host $ABOUT_VERSION"; } | digest)
    texts=$cache/cargo/licences/$key
    [ -f "$texts/LICENSES.txt" ] || gather_licences
    deliver "$texts/LICENSES.txt" "$1"
}

gather_licences() {
    about=$cache/tools/cargo-about-$ABOUT_VERSION
    if [ ! -x "$about/bin/cargo-about" ]; then
        say "compiling cargo-about, which gathers the licence texts, 2 minutes on two cores, once on this machine"
        cargo install --quiet --locked --features cli --root "$about" "cargo-about@$ABOUT_VERSION"
    fi
    say "gathering the licence texts, half a minute"
    # Of all platforms: what follows reads every manifest, and may not go online, where its answer would vary.
    cargo fetch --locked --quiet
    mkdir -p target
    "$about/bin/cargo-about" generate --frozen --target "$host" --output-file target/LICENSES.txt about.hbs
    store target/LICENSES.txt "$texts/LICENSES.txt"
}

check() {
    require_rust
    for tool in fmt clippy; do
        cargo $tool --version >/dev/null 2>&1 || fail "cargo $tool is missing, it checks the native library:" \
            "install it with 'rustup component add rustfmt clippy' or as a package of your system"
    done
    passed=$cache/cargo/checked/$(echo "$(inputs) $(cargo fmt --version) $(cargo clippy --version)" | digest)
    [ -f "$passed" ] || lint
}

lint() {
    require_c_compiler
    use_build_folder
    say "checking the native library, 2 minutes the first time on this machine"
    cargo fmt --check >&2 || fail "native/ is not formatted: run cargo fmt there"
    # In the release profile, as the build has already made its build scripts and macros.
    cargo clippy --release --locked --quiet --all-targets -- -D warnings
    mkdir -p "$(dirname "$passed")"
    : >"$passed"
}

cd "$(dirname "$0")/../native"
cache=$(cache_folder)
case ${1:-} in
    build | licences) "$1" "${2:?the folder is missing}" ;;
    check) check ;;
    *) fail "usage: $0 build DIR | licences DIR | check" ;;
esac
