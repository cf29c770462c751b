# To be sourced, with `root` set and a function `fail`: copy_headers puts the C headers into a folder.

# The headers of wasmtime as Cargo has them, that of jwasi, and the one that the crate's build makes from the features that
# are switched on.
copy_headers() {
    command -v cargo >/dev/null || fail "no cargo: install Rust 1.95 or newer"
    api_manifest=$(cargo metadata --format-version 1 --locked --manifest-path "$root/native/Cargo.toml" |
        tr '"' '\n' | grep '/wasmtime-c-api-impl-[^/]*/Cargo.toml$' | head -n 1)
    [ -n "$api_manifest" ] || fail "cargo does not know wasmtime-c-api-impl"
    cp -R "$(dirname "$api_manifest")/include" "$1"
    chmod -R u+w "$1"
    cp "$root/native/include/jwasi.h" "$1"
    features=$(sed -n '/^wasmtime-c-api = /,/^\]/s/^ *"\(.*\)",$/\1/p' "$root/native/Cargo.toml" | tr 'a-z-' 'A-Z_')
    for feature in $features; do
        sed -i.bak "s/^#cmakedefine \(WASMTIME_FEATURE_$feature\)$/#define \1/" "$1/wasmtime/conf.h.in"
    done
    grep -v '^#cmakedefine' "$1/wasmtime/conf.h.in" >"$1/wasmtime/conf.h"
}
