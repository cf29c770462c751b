#!/bin/sh
# Measures jwasi beside the other runtimes for WASI, and writes JSON, tables and pictures.
#
#   scripts/benchmark.sh quick    some rows of every runtime, in less than ten minutes
#   scripts/benchmark.sh whole    all rows; takes hours, as interpreters run CPython and CRuby too
#   scripts/benchmark.sh smoke    everything once, to see that it works
#   scripts/benchmark.sh check    compares jwasi with the baseline in the tree, before a change is sent
#   scripts/benchmark.sh store    makes that baseline
#
# JWASI_NATIVE_BUILT names the folder of a library that natives.sh built, which is as released and so what is to be
# published; without it the library is that of a clone.
#
# Options: --rows REGEX, --runtimes NAME,..., --out DIR. Needs Node, a C compiler and Python for those rows.
set -eu

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/find-jdk.sh"
find_jdk
jar=$root/benchmarks/target/jwasi-benchmarks.jar
# What is measured is what the sources say now.
if [ ! -f "$jar" ] || [ -n "${JWASI_NATIVE_BUILT:-}" ] || [ -n "$(cd "$root" && find native/src native/Cargo.lock bindings/src api/src/main benchmarks/src \
    benchmarks/guests benchmarks/pom.xml -newer "$jar" 2>/dev/null)" ]; then
    echo "benchmark: building first" >&2
    (cd "$root" && mvn --quiet --batch-mode --projects benchmarks --also-make -Dmaven.test.skip=true \
        -Djwasi.native.licences.skip=true ${JWASI_NATIVE_BUILT:+"-Djwasi.native.built=$JWASI_NATIVE_BUILT"} package) >&2
fi
unsafe=
if jdk_version "$jdk" && [ "$jdk_version" -ge 23 ]; then
    # JMH uses it, and the JVM would print a warning.
    unsafe=--sun-misc-unsafe-memory-access=allow
fi
exec "$jdk/bin/java" $unsafe -Djava.awt.headless=true --enable-native-access=ALL-UNNAMED -jar "$jar" "$@"
