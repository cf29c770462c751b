#!/bin/sh
# Ships a guest as an application that needs no Java on the user's machine.
#
#   build.sh LIBRARIES FOLDER
#
# LIBRARIES is a folder with the jars of jwasi, such as cli/target/lib after `mvn package`. In FOLDER, jlink makes `image`,
# the parts of Java that the application needs with its modules, and jpackage makes `package` of it. Both have a launcher
# `hello`.
set -eu

if [ $# -ne 2 ]; then
    echo "usage: $0 LIBRARIES FOLDER" >&2
    exit 1
fi
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../scripts/find-jdk.sh"
find_jdk

rm -rf "$2/classes" "$2/modules" "$2/image" "$2/package"
mkdir -p "$2/classes" "$2/modules"
"$jdk/bin/javac" --release 22 -d "$2/classes" --module-path "$1" "$here/module-info.java" "$here/Hello.java"
cp "$here/../hello/hello.wat" "$2/classes/com/example/application/"
"$jdk/bin/jar" --create --file="$2/modules/application.jar" -C "$2/classes" .

# Nothing requires the native library's module: it provides a service.
native=$("$jdk/bin/jar" --describe-module --file="$(echo "$1"/jwasi-native-*.jar)" | sed -n '1s/[@ ].*//p')
main=com.example.application/com.example.application.Hello
access=--enable-native-access=io.github.jwasi,io.github.jwasi.bindings
"$jdk/bin/jlink" --module-path "$1:$2/modules" --add-modules "com.example.application,$native" \
    --launcher "hello=$main" "--add-options=$access" \
    --strip-debug --no-man-pages --no-header-files --output "$2/image"
"$jdk/bin/jpackage" --type app-image --name hello --runtime-image "$2/image" --module "$main" --java-options "$access" \
    --dest "$2/package"
