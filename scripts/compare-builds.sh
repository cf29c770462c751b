#!/bin/sh
# Builds the last commit twice, in two new folders, and compares what comes out byte for byte.
#
#   scripts/compare-builds.sh [--native] [MAVEN-OPTION…]
#
# By default the Java of all modules with sources, documentation and SBOM, over the native library of the cache folder.
# --native compiles that twice too, each time without the cache: wasmtime and all, 5-6 minutes each on two cores.
set -eu

. "$(dirname "$0")/find-jdk.sh"
root=$(cd "$(dirname "$0")/.." && pwd)
native=
if [ "${1:-}" = --native ]; then
    native=yes
    shift
fi
find_jdk
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The folders have names of different lengths, as a path in a file would shift what follows.
for clone in one another; do
    git clone --quiet "$root" "$work/$clone"
    cache=
    [ -z "$native" ] || cache=$work/cache-of-$clone
    (cd "$work/$clone" && JAVA_HOME=$jdk mvn --batch-mode --quiet -Prelease -Dmaven.test.skip=true \
        "-Djwasi.cache.dir=$cache" -pl '!benchmarks' "$@" package)
done

artifacts() {
    (cd "$work/$1" && find ./*/target -maxdepth 1 \( -name '*.jar' -o -name '*.json' -o -name '.flattened-pom.xml' \) | sort)
}

artifacts one >"$work/list"
artifacts another | diff "$work/list" - || exit 1
different=0
while read -r file; do
    if cmp "$work/one/$file" "$work/another/$file"; then
        echo "same: $file"
    else
        different=$((different + 1))
    fi
done <"$work/list"
echo "compare-builds: $(wc -l <"$work/list") files, $different different"
[ "$different" -eq 0 ]
