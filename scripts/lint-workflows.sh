#!/bin/sh
# Checks the workflows with actionlint, and all shell scripts with shellcheck.
#
#   scripts/lint-workflows.sh
#
# actionlint is compiled by Go into the per-user cache folder, if it is not on the PATH.
set -eu

ACTIONLINT_VERSION=v1.7.12

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/native-cache.sh"
command -v shellcheck >/dev/null || fail "shellcheck is missing: install it (on Debian: apt install shellcheck)"
actionlint=$(command -v actionlint || true)
if [ -z "$actionlint" ]; then
    actionlint=$cache/tools/actionlint-$ACTIONLINT_VERSION/actionlint
    if [ ! -x "$actionlint" ]; then
        command -v go >/dev/null || fail "Go is missing, it compiles actionlint: install it (on Debian: apt install golang)"
        GOBIN=$(dirname "$actionlint") go install "github.com/rhysd/actionlint/cmd/actionlint@$ACTIONLINT_VERSION"
    fi
fi
cd "$root"
"$actionlint"
# Sourced files set variables for those that source them, and every sh knows -nt.
shellcheck --shell=sh --severity=warning --exclude=SC1090,SC1091,SC2034,SC2154,SC3013 jwasi scripts/*.sh
shellcheck --exclude=SC1091 .ci/run
echo "lint-workflows: no fault found"
