#!/bin/sh
# Packs what natives.sh built: a jar for each platform, which is a module, and the module of the jar of all of them.
#
#   pack-natives.sh DIR JARS DATE MODULE_PATH
#
# DIR is what natives.sh wrote to, and gets the classes of the module of all platforms. The jar of a platform is
# JARS-PLATFORM.jar, whose entries have the time DATE. MODULE_PATH is where the module org.jspecify is.
set -eu

module=$(cd "$(dirname "$0")" && pwd)/native-module.sh
. "$(dirname "$0")/find-jdk.sh"
find_jdk
natives=$1
jars=$2
date=$3
module_path=$4

pack() {
    classes=$natives-classes/$1
    sh "$module" compile "$1" "$classes" "$module_path"
    # Sorted, as the same files are to make the same jar.
    set --
    for file in $(cd "$classes" && find . -type f | LC_ALL=C sort | cut -c 3-); do
        set -- "$@" -C "$classes" "$file"
    done
    for file in $(cd "$natives" && find "META-INF/jwasi/$platform" -type f | LC_ALL=C sort); do
        set -- "$@" -C "$natives" "$file"
    done
    rm -f "$jars-$platform.jar"
    "$jdk/bin/jar" --create --file="$jars-$platform.jar" --date="$date" "$@"
}

for folder in "$natives"/META-INF/jwasi/*/; do
    platform=$(basename "$folder")
    pack "$platform"
done
sh "$module" compile all "$natives" "$module_path"
