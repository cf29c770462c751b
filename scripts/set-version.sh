#!/bin/sh
# Gives all modules, the crate and its header a version.
#
#   scripts/set-version.sh VERSION
#
# VERSION is one like 0.1.0, for a release, or 0.2.0-SNAPSHOT, for what comes after it. A release also gets its section in
# CHANGELOG.md and the time of its build, which is that of its last commit. Commits nothing.
set -eu

fail() {
    echo "set-version: $*" >&2
    exit 1
}

case ${1:-} in
    [0-9]*.[0-9]*.[0-9]*) version=$1 ;;
    *) fail "usage: $0 VERSION, for example 0.1.0 or 0.2.0-SNAPSHOT" ;;
esac
cd "$(dirname "$0")/.."
old=$(sed -n '/<artifactId>jwasi-parent</{n;s/.*<version>\(.*\)<.*/\1/p;}' pom.xml)
[ -n "$old" ] || fail "pom.xml has no version"
# Rust and the header know no snapshots.
plain=${version%-SNAPSHOT}
plain_old=${old%-SNAPSHOT}

replace() {
    sed "$1" "$2" >"$2.new"
    cat "$2.new" >"$2"
    rm -f "$2.new"
}

for pom in pom.xml */pom.xml; do
    replace "/<artifactId>jwasi-parent</{n;s|<version>$old<|<version>$version<|;}" "$pom"
    grep -qF "<version>$version<" "$pom" || fail "$pom does not have the version $old"
done
replace "s/^version = \"$plain_old\"/version = \"$plain\"/" native/Cargo.toml
replace "/^name = \"jwasi-native\"$/{n;s/\"$plain_old\"/\"$plain\"/;}" native/Cargo.lock
replace "s/^#define JWASI_VERSION \"$plain_old\"/#define JWASI_VERSION \"$plain\"/" native/include/jwasi.h
replace "/JWASI_VERSION/,/allocateFrom/s/\"$plain_old\"/\"$plain\"/" \
    bindings/src/generated/java/io/github/jwasi/bindings/Wasmtime.java
if [ "$version" = "$plain" ]; then
    replace "s/^## Unreleased$/## Unreleased\n\n## $version - $(date -u +%Y-%m-%d)/" CHANGELOG.md
    time=$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)
    replace "s|\(<project.build.outputTimestamp>\).*<|\1$time<|" pom.xml
fi
echo "set-version: $old is now $version"
