# To be sourced in the folder native/: the per-user cache of what Cargo makes there.
#
# All that takes long is kept in it (JWASI_CACHE_DIR names another folder), as wasmtime takes minutes to compile: a
# second clone builds nothing, and after a change only this crate is compiled.

# Machine code is loaded from the cache folder, so that nobody else may write to it.
umask 077

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

# How a target's library is called.
library_name() {
    case $1 in
        *-apple-*) echo libjwasi.dylib ;;
        *-windows-*) echo jwasi.dll ;;
        *) echo libjwasi.so ;;
    esac
}

# Cargo's intermediate files, shared by all clones; Cargo itself tells apart what differs and locks the folder: $1 is the
# end of its name, for builds that are not to wait for each other.
# The finished library goes to the clone's own folder, so that no other clone's build can replace it.
use_build_folder() {
    wasmtime=$(grep -A 1 '^name = "wasmtime"$' Cargo.lock | sed -n 's/^version = "\(.*\)"/\1/p')
    build_folder=$cache/cargo/wasmtime-$wasmtime-$(echo "$rustc" | digest | cut -c 1-16)${1:-}
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

# Puts the library that Cargo made into the folder `finished` of the cache, with its SHA-256.
keep_library() {
    digest <"$1" >"$1.sha256"
    store "$1.sha256" "$finished/$library.sha256"
    store "$1" "$finished/$library"
    find "$libraries" -mindepth 1 -maxdepth 1 -mtime +60 -exec rm -rf {} +
}

# Copies the library from the folder `finished` of the cache to DIR.
deliver_library() {
    touch "$finished"
    deliver "$finished/$library" "$1"
    deliver "$finished/$library.sha256" "$1"
}

# Sets tool to a folder with version $2 of the package $3 of PyPI: $1-$2 in the cache folder.
pip_tool() {
    tool=$cache/tools/$1-$2
    [ -d "$tool" ] && return
    if ! python3 -m pip --version >/dev/null 2>&1; then
        fail "Python with pip is missing, it fetches $3: install it (on Debian: apt install python3-pip)"
    fi
    mkdir -p "$cache/tools"
    python3 -m pip install --quiet --disable-pip-version-check --target "$tool.$$" "$3==$2" >"$tool.$$.log" 2>&1 ||
        fail "pip cannot fetch $3 $2: $(tail -n 1 "$tool.$$.log")"
    rm -f "$tool.$$.log"
    # Another process may have been quicker.
    mv -T "$tool.$$" "$tool" 2>/dev/null || rm -rf "$tool.$$"
}

cache=$(cache_folder)
libraries=$cache/cargo/libraries
