#!/bin/sh
# Builds the guests of examples/guests and of benchmarks/guests from their sources.
#
#   scripts/build-guests.sh [--out DIR] [NAME...]
#
# Without names all are built that are committed, which is all but Go's of 2.5 MB; `benchmarks` is one name for all of
# its guests. Without DIR each goes beside its source. They are committed so that nobody needs the compilers for the tests, and were made with clang and rustc of
# Debian 12. Prints each file that it made.
set -eu
# Machine code is loaded from the cache folder, so that nobody else may write to it.
umask 077

ZIG_VERSION=0.17.0
ASSEMBLYSCRIPT_VERSION=0.28.20
WASI_SHIM_VERSION=0.1.0
WABT_VERSION=1.0.39

root=$(cd "$(dirname "$0")/.." && pwd)
guests=$root/examples/guests
tools=${JWASI_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jwasi}/tools
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "build-guests: $1" >&2
    exit 1
}

require() {
    command -v "$1" >/dev/null || fail "$1 is missing: $2"
}

# Clang itself would tell of what is missing in many lines.
require_c() {
    how="install clang, lld, wasi-libc and libclang-rt-dev-wasm32 (on Debian with apt)"
    require clang "$how"
    require wasm-ld "$how"
    echo '#include <stdio.h>' | clang --target=wasm32-wasi -E - >/dev/null 2>&1 ||
        fail "the C library for WASI is missing: $how"
    [ -f "$(clang --target=wasm32-wasi -print-libgcc-file-name)" ] ||
        fail "compiler-rt for WASI is missing: $how"
}

build_c() {
    require_c
    # From its folder, as debug information has the path.
    (cd "$guests/$guest" && clang --target=wasm32-wasi -Wall -Wextra -Werror "$@" -o "$made" "$guest.c")
}

build_c_files() { build_c -s -Oz; }
build_reactor() { build_c -s -Oz -mexec-model=reactor -Wl,--export=malloc -Wl,--export=free; }
build_escape() { build_c -s -Oz; }
build_chance() { build_c -s -Oz; }
build_traces() { build_c -O1 -g -gdwarf-4 -nostdlib -Wl,--no-entry -fdebug-compilation-dir=.; }

# All of them, which lie in one folder.
build_benchmarks() {
    require_c
    folder=$root/benchmarks/guests
    for source in hello kernels simd streams system; do
        options=
        case $source in
            kernels | system) options=-mexec-model=reactor ;;
            simd) options="-mexec-model=reactor -msimd128" ;;
        esac
        # shellcheck disable=SC2086
        clang --target=wasm32-wasi -Wall -Wextra -Werror -s -O2 $options -o "$work/$source.wasm" "$folder/$source.c"
    done
    wabt=$tools/wabt-$WABT_VERSION
    how="install Node.js 20 or newer with npm, which has wat2wasm in the package wabt"
    require node "$how"
    if [ ! -d "$wabt" ]; then
        require npm "$how"
        npm install --no-save --no-audit --no-fund --loglevel error --prefix "$work/tool" "wabt@$WABT_VERSION" \
            >"$work/log" 2>&1 || fail "npm cannot fetch wabt $WABT_VERSION: $(npm_error)"
        keep_tool "$wabt"
    fi
    node "$wabt/node_modules/wabt/bin/wat2wasm" "$folder/calls.wat" -o "$work/calls.wasm"
    for source in calls hello kernels simd streams system; do
        chmod 644 "$work/$source.wasm"
        target=${out:-$folder}/$source.wasm
        mv "$work/$source.wasm" "$target"
        echo "$target"
    done
}

# Several sources, and wasi-libc wants to be asked for clocks that it only imitates.
build_node() {
    require_c
    clang --target=wasm32-wasi -Wall -Wextra -Werror -s -Oz -D_WASI_EMULATED_PROCESS_CLOCKS \
        -lwasi-emulated-process-clocks -o "$made" "$guests/$guest"/*.c
}

# Debian's Rust has the standard library for WASI as a package, in Debian 12 under the target's old name.
require_rust() {
    rustc=/usr/bin/rustc
    how="install rustc, lld and libstd-rust-dev-wasm32 (on Debian with apt)"
    [ -x "$rustc" ] || fail "$rustc is missing: $how"
    require lld "$how"
    for rust_target in wasm32-wasip1 wasm32-wasi; do
        library=$("$rustc" --print target-libdir --target $rust_target 2>/dev/null) && [ -d "$library" ] && return
    done
    fail "the Rust standard library for WASI is missing: $how"
}

build_rust_args() {
    require_rust
    # A panic's message has the path of the source.
    (cd "$guests/$guest" && "$rustc" --edition 2021 --target $rust_target -C opt-level=z -C lto -C codegen-units=1 \
        -C panic=abort -C strip=symbols -o "$made" "$guest.rs")
}

build_go_args() {
    how="install Go 1.21 or newer (on Debian 13 with apt, as golang)"
    require go "$how"
    case $(GOTOOLCHAIN=local go tool dist list 2>/dev/null) in
        *wasip1/wasm*) ;;
        *) fail "Go for WASI is missing: $how" ;;
    esac
    (cd "$guests/$guest" && GOOS=wasip1 GOARCH=wasm go build -trimpath -ldflags '-s -w' -o "$made" .)
}

require_zig() {
    zig=$tools/zig-$ZIG_VERSION
    if [ ! -d "$zig" ]; then
        how="install Python 3.9 or newer with pip (on Debian python3-pip), which has Zig as the package ziglang"
        require python3 "$how"
        python3 -m pip --version >/dev/null 2>&1 || fail "pip is missing: $how"
        python3 -m pip install --quiet --disable-pip-version-check --target "$work/tool" "ziglang==$ZIG_VERSION" \
            >"$work/log" 2>&1 || fail "pip cannot fetch ziglang $ZIG_VERSION: $(tail -n 1 "$work/log")"
        keep_tool "$zig"
    fi
}

build_zig_args() {
    require_zig
    "$zig/ziglang/zig" build-exe -target wasm32-wasi -O ReleaseSmall -fstrip -fsingle-threaded \
        --cache-dir "$work/zig" --global-cache-dir "$tools/zig-cache" -femit-bin="$made" "$guests/$guest/$guest.zig"
}

# The linker of Debian 12 cannot export a memory that is imported.
build_threads() {
    require_zig
    ZIG_LOCAL_CACHE_DIR=$work/zig ZIG_GLOBAL_CACHE_DIR=$tools/zig-cache \
        "$zig/ziglang/zig" cc -target wasm32-freestanding -mcpu=generic+atomics+bulk_memory -nostdlib -O2 -s \
        -fno-sanitize=undefined -Wall -Wextra -Werror -Wl,--no-entry,--import-memory,--export-memory \
        -Wl,--shared-memory,--max-memory=1048576,-z,stack-size=65536 -o "$made" "$guests/$guest/$guest.c"
}

# The compiler is found from where the source is, so that goes to the compiler.
build_assemblyscript_args() {
    asc=$tools/assemblyscript-$ASSEMBLYSCRIPT_VERSION
    how="install Node.js 20 or newer with npm, which has AssemblyScript as the package assemblyscript"
    require node "$how"
    if [ ! -d "$asc" ]; then
        require npm "$how"
        npm install --no-save --no-audit --no-fund --loglevel error --prefix "$work/tool" \
            "assemblyscript@$ASSEMBLYSCRIPT_VERSION" "@assemblyscript/wasi-shim@$WASI_SHIM_VERSION" \
            >"$work/log" 2>&1 || fail "npm cannot fetch assemblyscript $ASSEMBLYSCRIPT_VERSION: $(npm_error)"
        keep_tool "$asc"
    fi
    ln -s "$asc/node_modules" "$work/node_modules"
    cp "$guests/$guest/$guest.ts" "$work/"
    (cd "$work" && node node_modules/assemblyscript/bin/asc.js "$guest.ts" -Oz --noAssert --outFile "$made" \
        --config node_modules/@assemblyscript/wasi-shim/asconfig.json)
}

# Its first lines are codes, its last ones tell where its log is.
npm_error() {
    sed -n 's/^npm [eE][rR][^ ]* //p' "$work/log" | grep -vE '^(code|errno|syscall) ' | head -n 1
}

# In one step, as another build may do the same meanwhile.
keep_tool() {
    mkdir -p "$tools"
    mv "$work/tool" "$1.$$"
    # A folder that came meanwhile would take it in.
    [ -d "$1" ] || mv "$1.$$" "$1"
    rm -rf "$1.$$"
}

out=
if [ "${1:-}" = --out ]; then
    [ $# -ge 2 ] || fail "--out wants a folder"
    mkdir -p "$2"
    out=$(cd "$2" && pwd)
    shift 2
fi
[ $# -gt 0 ] ||
    set -- c-files reactor escape chance node traces rust-args zig-args assemblyscript-args threads benchmarks
for guest in "$@"; do
    case $guest in
        benchmarks)
            build_benchmarks
            continue
            ;;
        c-files | reactor | escape | chance | node | traces | threads) ;;
        rust-args | go-args | zig-args | assemblyscript-args) ;;
        *) fail "there is no guest $guest to build" ;;
    esac
    made=$work/$guest.wasm
    "build_$(echo "$guest" | tr - _)"
    chmod 644 "$made"
    target=${out:-$guests/$guest}/$guest.wasm
    mv "$made" "$target"
    echo "$target"
done
