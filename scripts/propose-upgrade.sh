#!/bin/sh
# Commits what upgrade-wasmtime.sh changed to a branch of its own, and asks for its review; does nothing if it changed nothing.
#
#   scripts/propose-upgrade.sh
#
# Needs git with the right to push, and gh, GitHub's command. An earlier proposal of the same version stays as it is.
set -eu

cd "$(dirname "$0")/.."
version=$(sed -n 's/^wasmtime-c-api = .* version = "=\([0-9.]*\)".*/\1/p' native/Cargo.toml)
branch=wasmtime-$version
if git diff --quiet -- native bindings CHANGELOG.md; then
    echo "propose-upgrade: nothing has changed"
    exit 0
fi
if git ls-remote --exit-code --heads origin "$branch" >/dev/null; then
    echo "propose-upgrade: there is a branch $branch already"
    exit 0
fi
git switch --quiet --create "$branch"
git -c user.name="wasmtime upgrade" -c user.email="noreply@github.com" commit --quiet \
    --message "Move to wasmtime $version" -- native bindings CHANGELOG.md
git push --quiet origin "$branch"
gh pr create --head "$branch" --title "Move to wasmtime $version" \
    --body "scripts/upgrade-wasmtime.sh $version changed this, and \`mvn verify\` passed."
