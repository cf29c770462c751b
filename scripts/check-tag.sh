#!/bin/sh
# Fails unless a tag is `v` and the version of the sources, which has to be a release with a section in CHANGELOG.md.
#
#   scripts/check-tag.sh TAG
set -eu

fail() {
    echo "check-tag: $*" >&2
    exit 1
}

tag=${1:?"usage: $0 TAG"}
cd "$(dirname "$0")/.."
version=$(sed -n '/<artifactId>jwasi-parent</{n;s/.*<version>\(.*\)<.*/\1/p;}' pom.xml)
case $version in *-SNAPSHOT) fail "the sources have the version $version: run scripts/set-version.sh ${tag#v}" ;; esac
[ "$tag" = "v$version" ] || fail "the tag is $tag, and the sources have the version $version"
scripts/release-notes.sh "$version" >/dev/null
