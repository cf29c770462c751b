#!/bin/sh
# Prints the section of a version in CHANGELOG.md, which is what its release says.
#
#   scripts/release-notes.sh VERSION
set -eu

version=${1:?"usage: $0 VERSION"}
cd "$(dirname "$0")/.."
notes=$(awk -v version="$version" '
    /^## / { inside = ($2 == version); next }
    inside { print }
' CHANGELOG.md)
[ -n "$notes" ] || {
    echo "release-notes: CHANGELOG.md has no section for $version" >&2
    exit 1
}
echo "$notes"
