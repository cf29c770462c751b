#!/bin/sh
# Runs the preview 1 tests of the public WASI test suite against the jwasi command.
#
#   scripts/wasi-testsuite.sh DIR [NAME...]
#
# DIR is a checkout of the branch prod/testsuite-base of WebAssembly/wasi-testsuite, NAME the name of a test, for example
# fd_readdir. The last line is "N passed, N failed, N skipped", and the status 1 if one failed. Needs python3.
set -eu

if [ $# -eq 0 ] || [ ! -d "$1/tests" ]; then
    echo "usage: $0 DIR [NAME...], where DIR is a checkout of wasi-testsuite with its folder tests" >&2
    exit 2
fi
command -v python3 >/dev/null || {
    echo "$0: no python3: install Python 3.9 or newer" >&2
    exit 2
}
JWASI=$(cd "$(dirname "$0")/.." && pwd)/jwasi
export JWASI

exec python3 - "$@" <<'END'
import concurrent.futures, json, os, pathlib, shutil, subprocess, sys, tempfile

JWASI = os.environ["JWASI"]
SECONDS = 120


def command(test, spec, scratch):
    words = [JWASI, "run"]
    for name, value in spec.get("env", {}).items():
        words += ["--env", f"{name}={value}"]
    if spec.get("root"):
        # A test may change its files, so each gets a copy.
        root = pathlib.Path(scratch, "root")
        shutil.copytree(test.parent / spec["root"], root, symlinks=True)
        words += ["--dir", f"{root}::/"]
    return words + [str(test)] + spec.get("args", [])


def differences(test, spec):
    with tempfile.TemporaryDirectory() as scratch:
        try:
            done = subprocess.run(command(test, spec, scratch), stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return [f"did not end in {SECONDS} s"]
    found = []
    if done.returncode != spec.get("exit_code", 0):
        found.append(f"exit code {done.returncode}, expected {spec.get('exit_code', 0)}")
    for stream, got in (("stdout", done.stdout), ("stderr", done.stderr)):
        if stream in spec and got != spec[stream].encode():
            found.append(f"{stream} {got!r}, expected {spec[stream].encode()!r}")
    if found and "stderr" not in spec:
        found.append(f"stderr {done.stderr.decode(errors='replace').strip()!r}")
    return found


def run(test):
    config = test.with_suffix(".json")
    spec = json.loads(config.read_text()) if config.exists() else {}
    if "operations" in spec:
        return test, None
    return test, differences(test, spec)


names = set(sys.argv[2:])
tests = sorted(test for test in pathlib.Path(sys.argv[1], "tests").glob("*/testsuite/wasm32-wasip1/*.wasm")
               if not names or test.stem in names)
if subprocess.run([JWASI, "--version"], stdout=subprocess.DEVNULL).returncode != 0:
    sys.exit("jwasi cannot be run")
passed = failed = skipped = 0
with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
    for test, found in pool.map(run, tests):
        if found is None:
            skipped += 1
            print(f"skipped {test}: its steps are those of a newer version of the suite")
        elif found:
            failed += 1
            print(f"failed {test}: {'; '.join(found)}")
        else:
            passed += 1
print(f"{passed} passed, {failed} failed, {skipped} skipped")
sys.exit(1 if failed or not tests else 0)
END
