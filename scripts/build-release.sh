#!/bin/sh
# Builds all that is released, for every platform, and gathers it in a folder with its SHA-256 sums.
#
#   scripts/build-release.sh DIR [--skip-tests] [MAVEN-OPTION…]
#
# Cross-builds the native libraries first (natives.sh). With -Ppublish Maven also signs (MAVEN_GPG_KEY, MAVEN_GPG_PASSPHRASE)
# and `deploy` stages, where the options have that goal.
set -eu

. "$(dirname "$0")/find-jdk.sh"
[ $# -gt 0 ] || {
    echo "usage: $0 DIR [--skip-tests] [MAVEN-OPTION…]" >&2
    exit 2
}
mkdir -p "$1"
out=$(cd "$1" && pwd)
shift
skip=
if [ "${1:-}" = --skip-tests ]; then
    skip=-Dmaven.test.skip=true
    shift
fi
cd "$(dirname "$0")/.."
# Maven itself has to read the class files, for the documentation.
find_jdk
JAVA_HOME=$jdk mvn --batch-mode -Pnatives,release -pl '!benchmarks' $skip package "$@"
for module in bom native bindings api all cli cli-all; do
    find "$module/target" -maxdepth 1 \( -name 'jwasi*.jar' -o -name '*.asc' \) \
        ! -name 'original-*' -exec cp {} "$out" \;
    # What CycloneDX attaches it does not name on the disk as in a repository.
    [ ! -f "$module/target/bom.json" ] || cp "$module/target/bom.json" "$out/jwasi-$module.cdx.json"
done
cp native/target/natives/META-INF/jwasi/natives.md "$out/natives.md"
cp native/target/natives/META-INF/jwasi/linux-x86_64/jwasi-native.cdx.json "$out"
(cd "$out" && rm -f SHA256SUMS && sha256sum -- * >SHA256SUMS)
echo "build-release: $out has $(wc -l <"$out/SHA256SUMS") files"
