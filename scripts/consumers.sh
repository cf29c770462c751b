#!/bin/sh
# Builds and runs the projects in consumers/ with the jars of this clone, as if these came from a repository.
#
#   consumers.sh [--offline]
#
# Needs `mvn package` before. Says "NAME: OUTPUT" for each way to package a program. MAVEN_REPOSITORY is Maven's local
# repository where that is not ~/.m2/repository.
set -eu

fail() {
    echo "consumers: $*" >&2
    exit 1
}

# A local repository for Maven that has what the user's has, but our own artifacts of this clone.
make_repository() {
    mkdir -p "$theirs/io/github"
    rm -rf "$repository"
    mkdir -p "$repository/io/github/jwasi"
    link "$theirs" "$repository" io
    link "$theirs/io" "$repository/io" github
    link "$theirs/io/github" "$repository/io/github" jwasi
    install jwasi-parent pom.xml
    install jwasi-bindings bindings/pom.xml "bindings/target/jwasi-bindings-$version.jar"
    install jwasi api/pom.xml "api/target/jwasi-$version.jar"
    install jwasi-native native/pom.xml "native/target/jwasi-native-$version-$classifier.jar"
}

link() {
    for entry in "$1"/*; do
        [ ! -e "$entry" ] || [ "$(basename "$entry")" = "$3" ] || ln -s "$entry" "$2/"
    done
}

# Gives the user's repository what Maven has put beside the links, so that it is downloaded but once.
keep_downloads() {
    for folder in . io io/github; do
        for entry in "$repository/$folder"/*; do
            theirs_too=$theirs/$folder/$(basename "$entry")
            [ -L "$entry" ] || [ -e "$theirs_too" ] || [ "$entry" = "$repository/io/github/jwasi" ] ||
                mv "$entry" "$theirs_too"
        done
    done
}

install() {
    folder=$repository/io/github/jwasi/$1/$version
    mkdir -p "$folder"
    cp "$2" "$folder/$1-$version.pom"
    [ $# -lt 3 ] || cp "$3" "$folder/"
}

# Says what a program prints, after its name.
run() {
    name=$1
    shift
    output=$("$@" 2>&1) || fail "$name failed: $output"
    echo "$output" | sed "s/^/$name: /"
}

java() {
    "$jdk/bin/java" "-Djwasi.cache.dir=$cache" "$@"
}

make_web_application() {
    cd web-applications/target
    rm -rf application tomcat
    mkdir -p application/WEB-INF tomcat
    cp -R classes application/WEB-INF/classes
    cp -R lib application/WEB-INF/lib
    cd ../..
}

run_all() {
    modules=module-path/target/module-path.jar:module-path/target/lib
    access=--enable-native-access=io.github.jwasi,io.github.jwasi.bindings
    run class-path java --enable-native-access=ALL-UNNAMED -cp 'class-path/target/class-path.jar:class-path/target/lib/*' \
        com.example.classpath.Hello
    run module-path java $access -p $modules -m com.example.modulepath/com.example.modulepath.Hello
    # Without the jar of the native library.
    mkdir -p provider/target/lib
    cp "$repository/io/github/jwasi/jwasi/$version/jwasi-$version.jar" \
        "$repository/io/github/jwasi/jwasi-bindings/$version/jwasi-bindings-$version.jar" \
        module-path/target/lib/jspecify-*.jar provider/target/lib/
    run provider java $access,com.example.provider "-Dexample.library=$library" \
        -p provider/target/provider.jar:provider/target/lib:module-path/target/module-path.jar \
        -m com.example.modulepath/com.example.modulepath.Hello
    run shaded java -jar shaded/target/shaded.jar
    run spring-boot java --enable-native-access=ALL-UNNAMED -jar spring-boot/target/spring-boot.jar
    make_web_application
    # The JDK's caches hold method handles softly, and a collection for want of memory clears them too.
    run web-applications java --enable-native-access=ALL-UNNAMED -XX:SoftRefLRUPolicyMSPerMB=0 \
        -Djava.util.logging.config.file=web-applications/logging.properties \
        -cp 'web-applications/target/web-applications.jar:web-applications/target/server/*' \
        com.example.webapplications.Server web-applications/target/tomcat "$PWD/web-applications/target/application"
}

cd "$(dirname "$0")/.."
. scripts/find-jdk.sh
find_jdk
[ -f target/begun ] || fail "nothing is built: run mvn package"
classifier=$(cat target/begun)
version=$(sed -n 's/^    <version>\(.*\)<\/version>/\1/p' pom.xml)
theirs=${MAVEN_REPOSITORY:-$HOME/.m2/repository}
repository=$PWD/target/consumers/repository
cache=$PWD/target/consumers/cache
for library in "$PWD/native/target/classes/META-INF/jwasi/$classifier/"*jwasi.*; do
    case $library in *.so | *.dylib | *.dll) break ;; esac
done
make_repository
cd consumers
JAVA_HOME=$jdk mvn --quiet --batch-mode "$@" "-Dmaven.repo.local=$repository" "-Djwasi.version=$version" \
    "-Djwasi.classifier=$classifier" -Dmaven.test.skip=true package >"$repository/../build.log" 2>&1 ||
    fail "the build failed: $(grep ERROR "$repository/../build.log")"
keep_downloads
run_all
