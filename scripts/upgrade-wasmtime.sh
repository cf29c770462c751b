#!/bin/sh
# Moves to another patch of wasmtime.
#
#   scripts/upgrade-wasmtime.sh [--natives] [--no-verify] VERSION | --newest
#
# Changes the version in native/Cargo.toml, the lock file, the bindings and the changelog, then runs `mvn verify`, which
# compiles wasmtime anew. --newest is the newest patch of the release that is in use; nothing happens if that is in use.
# --natives also cross-builds the native libraries of all platforms (natives.sh). Commits nothing.
# Where the headers of both versions are the same, the bindings change by the version alone; else they are generated, which
# needs jextract (generate-bindings.sh).
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/native-headers.sh"
manifest=$root/native/Cargo.toml
constants=$root/bindings/src/generated/java/io/github/jwasi/bindings/Wasmtime.java

say() {
    echo "upgrade-wasmtime: $*"
}

fail() {
    say "$@" >&2
    exit 1
}

usage() {
    fail "usage: $0 [--natives] [--no-verify] VERSION | --newest, for example $0 48.0.8"
}

version_in_use() {
    sed -n 's/^wasmtime-c-api = .* version = "=\([0-9.]*\)".*/\1/p' "$manifest"
}

# Of the patches that crates.io has of the release in use. Cargo itself says which fit.
newest() {
    scratch=$work/newest
    mkdir -p "$scratch/src"
    : >"$scratch/src/lib.rs"
    cat >"$scratch/Cargo.toml" <<END
[package]
name = "newest"
version = "0.0.0"
edition = "2024"

[dependencies]
wasmtime-c-api-impl = { version = "~${old%.*}", default-features = false }
END
    cargo generate-lockfile --quiet --manifest-path "$scratch/Cargo.toml" || fail "crates.io cannot be asked"
    sed -n '/^name = "wasmtime-c-api-impl"$/{n;s/^version = "\(.*\)"$/\1/p;}' "$scratch/Cargo.lock"
}

# The lock file keeps what it can, and so changes the crates of wasmtime alone. All of them have to be of one version.
change_crates() {
    sed -i.bak "s/^\(wasmtime-c-api = .* version = \"=\)[0-9.]*\"/\1$new\"/" "$manifest"
    rm -f "$manifest.bak"
    cargo metadata --quiet --format-version 1 --manifest-path "$manifest" >/dev/null ||
        fail "the lock file cannot be changed: is there a wasmtime $new? (undo with: git checkout native)"
    left=$(grep -A 1 '^name = "\(wasmtime\|wiggle\|cranelift\)' "$root/native/Cargo.lock" | grep -F "\"$old\"" || true)
    [ -z "$left" ] || fail "native/Cargo.lock still has crates of wasmtime $old"
}

change_bindings() {
    copy_headers "$work/new"
    if same_headers; then
        sed -i.bak "s/\(WASMTIME_VERSION\|allocateFrom(\)\( *\)\"$old_pattern\"/\1\2\"$new\"/" "$constants"
        rm -f "$constants.bak"
        grep -qF "allocateFrom(\"$new\")" "$constants" || fail "$constants does not have the version $old"
        say "the headers are the same, so the bindings change by the version alone"
    else
        say "the headers are not the same: generating the bindings"
        "$root/scripts/generate-bindings.sh"
    fi
}

# All but the numbers of the version.
same_headers() {
    for headers in old new; do
        sed -i.bak "/^#define WASMTIME_VERSION/d" "$work/$headers/wasmtime.h"
        rm -f "$work/$headers"/*.bak "$work/$headers"/*/*.bak
    done
    diff -r "$work/old" "$work/new" >"$work/differences"
}

# Under Changed in what is not released; where that names an earlier change of the version, both become one.
change_changelog() {
    awk -v new="$new" -v old="$old" '
        function add() { if (!done) print "- wasmtime " new ", which was " old "."; done = 1 }
        function leave() {
            if (inside && !done) { if (!changed) print "### Changed\n"; add(); print "" }
            inside = changed = 0
        }
        /^## / { leave() }
        /^## Unreleased$/ { inside = 1 }
        inside && changed && /^- wasmtime [0-9.]+, which was / { sub(/[0-9.]+,/, new ","); done = 1 }
        inside && changed && /^(- |###)/ { add() }
        inside && /^### / { changed = /^### Changed$/ }
        { print }
        END { if (inside && !done) { if (!changed) print "\n### Changed\n"; add() } }
    ' "$root/CHANGELOG.md" >"$work/changelog"
    cat "$work/changelog" >"$root/CHANGELOG.md"
}

new=
natives=
verify=yes
for word in "$@"; do
    case $word in
        --natives) natives=yes ;;
        --no-verify) verify= ;;
        --newest | [0-9]*.[0-9]*.[0-9]*) new=$word ;;
        *) usage ;;
    esac
done
[ -n "$new" ] || usage
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
old=$(version_in_use)
old_pattern=$(echo "$old" | sed 's/\./\\./g')
[ "$new" != --newest ] || new=$(newest)
[ -n "$new" ] || fail "crates.io has no patch of wasmtime ${old%.*}"
if [ "$new" = "$old" ]; then
    say "wasmtime $old is in use already"
    exit 0
fi
[ "${new%%.*}" = "${old%%.*}" ] ||
    fail "$new is another release than $old, whose interfaces differ: change native/Cargo.toml by hand (CONTRIBUTING.md)"
[ -z "$(git -C "$root" status --porcelain -- native bindings CHANGELOG.md)" ] ||
    fail "native/, bindings/ or CHANGELOG.md have changes: commit them, so that those of the upgrade can be told"
say "from wasmtime $old to $new"
copy_headers "$work/old"
change_crates
change_bindings
change_changelog
git -C "$root" --no-pager diff --stat
[ -z "$verify" ] || (cd "$root" && mvn --batch-mode verify)
[ -z "$natives" ] || "$root/scripts/natives.sh" --all
say "done: look at the changes and commit them"
