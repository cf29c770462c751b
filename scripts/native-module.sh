#!/bin/sh
# Makes a Java module of the jar with a native library, which is found on the module path by being one.
#
#   native-module.sh compile CLASSIFIER DIR MODULE_PATH   puts the module's classes into DIR, where the library is too
#   native-module.sh add JAR DIR DATE                     puts the module's descriptor into the jar
#
# The module serves io.github.jwasi.bindings, of which only the sources are there when the natives are packed: the tests
# of the bindings need a native library. MODULE_PATH is where the module org.jspecify is.
set -eu

compile() {
    name=io.github.jwasi.natives.$(echo "$1" | tr - .)
    folder=$2/$(echo "$name" | tr . /)
    service=../bindings/src/main/java/io/github/jwasi/spi/NativeLibraryJar.java
    compiled=$folder/Jar.class
    # Nothing newer than the last time, so that Maven does not pack its jar anew.
    if [ "$compiled" -nt "$0" ] && [ "$compiled" -nt "$service" ] && [ "$compiled" -nt module/Jar.java ] &&
        [ "$compiled" -nt module/module-info.java ] && [ "$2/module-info.class" -nt module/module-info.java ]; then
        return
    fi
    sources=target/module/$1
    rm -rf "$sources"
    mkdir -p "$sources/$(echo "$name" | tr . /)"
    sed "s/@NAME@/$name/" module/module-info.java >"$sources/module-info.java"
    sed "s/@NAME@/$name/" module/Jar.java >"$sources/$(echo "$name" | tr . /)/Jar.java"
    "$jdk/bin/javac" --release 22 -Xlint:all,-module,-path -Werror -implicit:none -d "$2.new" --module-path "$3" \
        --module-source-path "$name=$sources" \
        --module-source-path "io.github.jwasi.bindings=../bindings/src/main/java:../bindings/src/generated/java" \
        --module "$name"
    cp -R "$2.new/$name/." "$2/"
    rm -rf "$2.new"
}

# Maven's own Java, which packs the jar, may be too old to read the descriptor.
add() {
    if ! grep -q module-info.class "$1"; then
        "$jdk/bin/jar" --update --file="$1" --date="$3" -C "$2" module-info.class
    fi
}

cd "$(dirname "$0")/../native"
. ../scripts/find-jdk.sh
find_jdk
case ${1:-} in
    compile) compile "${2:?the classifier is missing}" "${3:?the folder is missing}" "${4:?the module path is missing}" ;;
    add) add "${2:?the jar is missing}" "${3:?the folder is missing}" "${4:?the date is missing}" ;;
    *)
        echo "usage: $0 compile CLASSIFIER DIR MODULE_PATH | add JAR DIR DATE" >&2
        exit 1
        ;;
esac
