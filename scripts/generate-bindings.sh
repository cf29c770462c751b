#!/bin/sh
# Generates the bindings of `bindings/src/generated/java` from the C headers of wasmtime and jwasi.
#
#   scripts/generate-bindings.sh [OUT]
#
# OUT is the folder to write to, by default the one in the tree. Needs cargo, which has wasmtime's headers, and jextract
# 25: as $JEXTRACT_HOME/jextract, $JEXTRACT_HOME/bin/jextract or on the PATH.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/native-headers.sh"
out=${1:-$root/bindings/src/generated/java}
case $out in
    /*) ;;
    *) out=$PWD/$out ;;
esac
package=io.github.jwasi.bindings
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fail() {
    echo "generate-bindings: $1" >&2
    exit 1
}

find_jextract() {
    for candidate in "${JEXTRACT_HOME:-}/jextract" "${JEXTRACT_HOME:-}/bin/jextract" "$(command -v jextract || true)"; do
        if [ -f "$candidate" ] && [ -x "$candidate" ]; then
            check_version "$candidate"
            echo "$(cd "$(dirname "$candidate")" && pwd)/$(basename "$candidate")"
            return
        fi
    done
    fail "no jextract: put version 25 on the PATH or name its folder in JEXTRACT_HOME"
}

# Others write other classes.
check_version() {
    version=$("$1" --version 2>&1) || fail "$1 does not start: $version"
    case $version in
        "jextract 25"*) ;;
        *) fail "$1 is $(echo "$version" | head -n 1), and jextract 25 is wanted" ;;
    esac
}

# The sizes of C's integers differ between platforms, and so would the output: these are the same everywhere, on all that
# have 64 bits. Otherwise `size_t` would be a C `long`, which has 32 bits on Windows.
write_fixed_width_headers() {
    mkdir "$work/fixed"
    cat >"$work/fixed/stdint.h" <<'END'
#pragma once
typedef signed char int8_t;
typedef short int16_t;
typedef int int32_t;
typedef long long int64_t;
typedef unsigned char uint8_t;
typedef unsigned short uint16_t;
typedef unsigned int uint32_t;
typedef unsigned long long uint64_t;
typedef long long intptr_t;
typedef unsigned long long uintptr_t;
#define UINT32_MAX 0xffffffffu
#define SIZE_MAX 0xffffffffffffffffull
END
    cat >"$work/fixed/stddef.h" <<'END'
#pragma once
typedef unsigned long long size_t;
typedef long long ptrdiff_t;
#define NULL ((void *)0)
END
    for header in assert stdlib string stdio; do
        echo '#pragma once' >"$work/fixed/$header.h"
    done
    echo '#define assert(condition) ((void)0)' >>"$work/fixed/assert.h"
    echo '#define memcpy __builtin_memcpy' >>"$work/fixed/string.h"
}

generate() {
    rm -rf "${out:?}/$(echo "$package" | tr . /)"
    mkdir -p "$out"
    (cd "$work/include" && "$jextract" -I "$work/fixed" -I . --target-package "$package" \
        --header-class-name Wasmtime --output "$out" "@$root/bindings/includes.txt" jwasi.h)
}

# The three changes: the library comes from our own loader, JDK 22 has no `findOrThrow`, and no C `long` is left.
adapt() {
    classes=$out/$(echo "$package" | tr . /)
    sed -i.bak \
        -e 's/static final SymbolLookup SYMBOL_LOOKUP = .*/static final SymbolLookup SYMBOL_LOOKUP = NativeLibrary.lookup();/' \
        -e '/^ *\.or(.*$/d' \
        -e 's/SYMBOL_LOOKUP\.findOrThrow(\("[^"]*"\))/SYMBOL_LOOKUP.find(\1).orElseThrow()/' \
        -e '/ C_LONG = /d' \
        "$classes"/Wasmtime*.java
    rm -f "$classes"/*.bak
}

jextract=$(find_jextract)
copy_headers "$work/include"
write_fixed_width_headers
generate
adapt
