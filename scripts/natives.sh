#!/bin/sh
# Cross-builds the native libraries, of any platform on one Linux machine, and checks each of them.
#
#   natives.sh [--out DIR] PLATFORM… | --all
#
# A PLATFORM is the classifier of its jar. Into DIR/META-INF/jwasi/PLATFORM go the library,
# its SHA-256, the licence texts and the SBOM of its crates; natives.md beside the platforms tells what the checks found.
# DIR is native/target/natives if not given.
#
# Rust is the one on the PATH if it has the target (rustup target add …), else one with the sources of its standard
# library, which is then compiled too: Debian's rustc-web, cargo-web and rust-web-src are found without being on the PATH.
# Zig, which links for all the systems, and cargo-zigbuild come from PyPI into the per-user cache folder.
# On two cores a platform takes 7-9 minutes, once: all is kept in the cache folder, as with build-native.sh.
set -eu

ZIG_VERSION=0.17.0
ZIGBUILD_VERSION=0.24.0
LIEF_VERSION=1.0.0

# The oldest systems that the libraries run on; check_native.py holds them to it.
GLIBC=2.17
MACOS=11.0

LINUX="linux-x86_64 linux-aarch_64 linux-x86_64-musl linux-aarch_64-musl"
PLATFORMS="$LINUX osx-x86_64 osx-aarch_64 windows-x86_64 windows-aarch_64"

usage() {
    fail "usage: $0 [--out DIR] PLATFORM… | --all, where PLATFORM is one of $PLATFORMS"
}

target_of() {
    case $1 in
        *-aarch_64*) cpu=aarch64 ;;
        *) cpu=x86_64 ;;
    esac
    case $1 in
        linux-*-musl) echo $cpu-unknown-linux-musl ;;
        linux-*) echo $cpu-unknown-linux-gnu ;;
        osx-*) echo $cpu-apple-darwin ;;
        windows-*) echo $cpu-pc-windows-gnullvm ;;
    esac
}

# Sets RUSTC and CARGO, and build_std where the standard library has to be compiled.
find_rust() {
    build_std=
    if libraries_of_rust=$(rustc --print target-libdir --target "$target" 2>/dev/null) &&
        [ -n "$(ls "$libraries_of_rust" 2>/dev/null)" ]; then
        RUSTC=$(command -v rustc) CARGO=$(command -v cargo)
    else
        find_rust_with_sources
        # The sources need what only nightly compilers allow.
        export RUSTC_BOOTSTRAP=1
        build_std=-Zbuild-std=std,panic_abort
    fi
    export RUSTC CARGO
    rustc=$("$RUSTC" -vV)
}

find_rust_with_sources() {
    for folder in $(command -v rustc | sed 's|/rustc$||') /usr/bin; do
        RUSTC=$folder/rustc CARGO=$folder/cargo
        if [ -x "$RUSTC" ] && [ -x "$CARGO" ]; then
            rust_sources=$("$RUSTC" --print sysroot)/lib/rustlib/src/rust
            [ -f "$rust_sources/library/std/Cargo.toml" ] && return
        fi
    done
    fail "Rust has no standard library for $target: run 'rustup target add $target'," \
        "or on Debian 'apt install rustc-web cargo-web rust-web-src'"
}

find_zig() {
    pip_tool zig "$ZIG_VERSION" ziglang
    CARGO_ZIGBUILD_ZIG_PATH=$tool/ziglang/zig
    pip_tool cargo-zigbuild "$ZIGBUILD_VERSION" cargo-zigbuild
    zigbuild=$tool/bin/cargo-zigbuild
    export CARGO_ZIGBUILD_ZIG_PATH ZIG_GLOBAL_CACHE_DIR="$cache/tools/zig-cache"
    export CARGO_ZIGBUILD_CACHE_DIR="$cache/tools/cargo-zigbuild-cache"
}

# What rustc strips libraries for macOS with. Rust's own has it, Debian's does not.
find_objcopy() {
    command -v rust-objcopy >/dev/null && return
    objcopy=$(command -v llvm-objcopy) || fail "llvm-objcopy is missing, it strips libraries for macOS: install LLVM" \
        "(on Debian: apt install llvm)"
    mkdir -p "$cache/tools/objcopy"
    ln -sf "$objcopy" "$cache/tools/objcopy/rust-objcopy"
    PATH=$PATH:$cache/tools/objcopy
}

# A library for macOS says how others are to find it, which is where it was built unless it is told otherwise.
name_library() {
    objcopy=$(command -v llvm-objcopy || command -v rust-objcopy)
    mkdir -p "$cache/tools/objcopy"
    # The same program, which goes by its name.
    ln -sf "$objcopy" "$cache/tools/objcopy/llvm-install-name-tool"
    "$cache/tools/objcopy/llvm-install-name-tool" -id "@rpath/$library" "$1"
}

# Nobody shall read in the library where it was built, and its bytes shall not depend on it.
# What is set here takes the place of the flags in .cargo/config.toml, so musl's are repeated.
set_flags() {
    crates=${CARGO_HOME:-$HOME/.cargo}/registry/src
    RUSTFLAGS="--remap-path-prefix=$crates=crates --remap-path-prefix=$build_folder=build"
    if [ -n "$build_std" ]; then
        RUSTFLAGS="$RUSTFLAGS --remap-path-prefix=$rust_sources=rust"
        RUSTFLAGS="$RUSTFLAGS --remap-path-prefix=$(realpath "$rust_sources")=rust"
    fi
    case $target in *-musl) RUSTFLAGS="$RUSTFLAGS -C target-feature=-crt-static" ;; esac
    export RUSTFLAGS MACOSX_DEPLOYMENT_TARGET="$MACOS"
}

build() {
    target=$(target_of "$1")
    library=$(library_name "$target")
    # What the platform before has set, which would make another key for this one in the cache.
    unset RUSTFLAGS RUSTC_BOOTSTRAP CARGO_BUILD_BUILD_DIR CARGO_TARGET_DIR MACOSX_DEPLOYMENT_TARGET
    find_rust
    key=$(echo "$(inputs) $target $build_std $GLIBC $MACOS $ZIG_VERSION $ZIGBUILD_VERSION" | digest)
    finished=$libraries/$key
    [ -f "$finished/$library" ] || compile "$1"
    deliver_library "$out/$1"
    # Of all platforms, so that they are gathered once.
    # shellcheck disable=SC2046 # targets are single words
    sh ../scripts/build-native.sh licences "$out/$1" $(for each in $PLATFORMS; do target_of "$each"; done)
    sh ../scripts/build-native.sh sbom "$out/$1"
}

compile() {
    find_zig
    # Not the folder of build-native.sh, as it would wait until this is through.
    use_build_folder -cross
    set_flags
    case $target in *-apple-*) find_objcopy ;; esac
    say "compiling the native library for $1, 7-9 minutes on two cores where wasmtime is to be compiled too"
    # zigbuild takes the version of glibc from the target's name.
    case $target in *-linux-gnu) versioned=$target.$GLIBC ;; *) versioned=$target ;; esac
    "$zigbuild" zigbuild --profile dist --locked --quiet --target "$versioned" $build_std
    case $target in *-apple-*) name_library "$CARGO_TARGET_DIR/$target/dist/$library" ;; esac
    keep_library "$CARGO_TARGET_DIR/$target/dist/$library"
}

check() {
    pip_tool lief "$LIEF_VERSION" lief
    PYTHONPATH=$tool python3 ../scripts/check_native.py --glibc "$GLIBC" --macos "$MACOS" \
        --bindings ../bindings/includes.txt --report "$out/natives.md" "$out"
}

out=
platforms=
cd_from=$PWD
while [ $# -gt 0 ]; do
    case $1 in
        --out) out=${2:-} && shift ;;
        --all) platforms=$PLATFORMS ;;
        -*) platforms= && break ;;
        *) platforms="$platforms $1" ;;
    esac
    shift
done
case $out in '' | /*) ;; *) out=$cd_from/$out ;; esac
cd "$(dirname "$0")/../native"
. ../scripts/native-cache.sh
[ -n "$platforms" ] || usage
for platform in $platforms; do
    case " $PLATFORMS " in *" $platform "*) ;; *) usage ;; esac
done
out=${out:-$PWD/target/natives}/META-INF/jwasi
for platform in $platforms; do
    build "$platform"
done
check
