#!/bin/sh
# Compares file operations and output with Node's, in one run of half a minute, and prints a table.
#
#   scripts/compare-with-node.sh [PICTURE.png]
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/find-jdk.sh"
command -v node >/dev/null || {
    echo "compare-with-node: no node: install Node.js 20 or newer" >&2
    exit 1
}
find_jdk
if [ ! -f "$root/benchmarks/target/jwasi-benchmarks.jar" ]; then
    echo "compare-with-node: building first" >&2
    (cd "$root" && mvn --quiet --batch-mode --projects benchmarks --also-make -Dmaven.test.skip=true package) >&2
fi
exec "$jdk/bin/java" -Djava.awt.headless=true -cp "$root/benchmarks/target/jwasi-benchmarks.jar" \
    io.github.jwasi.benchmarks.NodeComparison "$root/examples/guests/bench/bench.wasm" "$@"
