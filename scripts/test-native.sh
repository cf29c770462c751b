#!/bin/sh
# Runs the tests of the bindings and of the API over a native library that was built elsewhere.
#
#   scripts/test-native.sh LIBRARY
#
# Its folder has to be what natives.sh makes, with the SHA-256. Compiles no Rust.
set -eu

library=${1:?"usage: $0 LIBRARY"}
[ -f "$library.sha256" ] || {
    echo "test-native: $library.sha256 is missing: build the library with scripts/natives.sh" >&2
    exit 1
}
folder=$(cd "$(dirname "$library")" && pwd)
cd "$(dirname "$0")/.."
mvn --batch-mode -pl native,bindings,api -am -Djwasi.native.built="$folder" -Djwasi.native.licences.skip test
