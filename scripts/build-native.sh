#!/bin/sh
# What Maven runs in native/; it needs Cargo and a C compiler.
#
#   build-native.sh build DIR               puts the native library and its SHA-256 into DIR
#   build-native.sh licences DIR [TARGET…]  puts the licence texts of all its crates into DIR
#   build-native.sh sbom DIR                puts the list of its crates on all platforms, a CycloneDX SBOM, into DIR
#   build-native.sh check                   rustfmt and Clippy
#
# TARGET is one of Rust's, by default that of this machine.
#
# JWASI_NATIVE_BUILT names a folder with a library that natives.sh built; then nothing is compiled.
# All that takes long is kept in the per-user cache folder (native-cache.sh).
set -eu

ABOUT_VERSION=0.9.3
CYCLONEDX_VERSION=0.5.9
SBOM=jwasi-native.cdx.json

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

build() {
    if [ -n "${JWASI_NATIVE_BUILT:-}" ]; then
        deliver_built "$1"
        return
    fi
    require_rust
    library=$(library_name "$host")
    finished=$libraries/$(inputs)
    [ -f "$finished/$library" ] || compile
    deliver_library "$1"
}

# What natives.sh built, perhaps on another machine, in place of what Cargo would build here.
deliver_built() {
    for file in "$JWASI_NATIVE_BUILT"/*jwasi.*; do
        [ -f "$file" ] || fail "$JWASI_NATIVE_BUILT, which JWASI_NATIVE_BUILT names, has no native library"
        deliver "$file" "$1"
    done
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
    keep_library "$CARGO_TARGET_DIR/release/$library"
}

licences() {
    require_rust
    into=$1
    shift
    targets=${*:-$host}
    key=$({ cat Cargo.toml Cargo.lock about.toml about.hbs && echo "$targets $ABOUT_VERSION"; } | digest)
    texts=$cache/cargo/licences/$key
    [ -f "$texts/LICENSES.txt" ] || gather_licences
    deliver "$texts/LICENSES.txt" "$into"
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
    # shellcheck disable=SC2046,SC2086 # targets are single words
    "$about/bin/cargo-about" generate --frozen $(printf -- '--target %s ' $targets) \
        --output-file target/LICENSES.txt about.hbs
    store target/LICENSES.txt "$texts/LICENSES.txt"
}

sbom() {
    require_rust
    key=$({ cat Cargo.toml Cargo.lock && echo "$CYCLONEDX_VERSION"; } | digest)
    list=$cache/cargo/sboms/$key
    [ -f "$list/$SBOM" ] || list_crates
    deliver "$list/$SBOM" "$1"
}

list_crates() {
    cyclonedx=$cache/tools/cargo-cyclonedx-$CYCLONEDX_VERSION
    if [ ! -x "$cyclonedx/bin/cargo-cyclonedx" ]; then
        say "compiling cargo-cyclonedx, which lists the crates, 2 minutes on two cores, once on this machine"
        cargo install --quiet --locked --root "$cyclonedx" "cargo-cyclonedx@$CYCLONEDX_VERSION"
    fi
    # It writes beside Cargo.toml. The time is that of no commit, so that the same sources make the same file.
    (PATH=$cyclonedx/bin:$PATH SOURCE_DATE_EPOCH=0 cargo cyclonedx --quiet --format json --spec-version 1.5 \
        --no-build-deps --target all --override-filename "${SBOM%.json}")
    store "$SBOM" "$list/$SBOM"
    rm -f "$SBOM"
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
. ../scripts/native-cache.sh
case ${1:-} in
    build) build "${2:?the folder is missing}" ;;
    licences)
        shift
        : "${1:?the folder is missing}"
        licences "$@"
        ;;
    sbom) sbom "${2:?the folder is missing}" ;;
    check) check ;;
    *) fail "usage: $0 build DIR | licences DIR [TARGET…] | sbom DIR | check" ;;
esac
