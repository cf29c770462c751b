#!/bin/sh
# Formats the Java sources; `format.sh check` only says which are not. Options of Maven may follow.
#
# Spotless parses inside Maven, with the Java that Maven runs on, which may be too old for the sources.
set -eu

cd "$(dirname "$0")/.."
. scripts/find-jdk.sh
find_jdk
goal=${1:-apply}
[ $# -eq 0 ] || shift
JAVA_HOME=$jdk exec mvn --quiet --batch-mode --non-recursive "spotless:$goal" "$@"
