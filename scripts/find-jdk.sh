# To be sourced: find_jdk sets `jdk` to the home of a JDK that is new enough.
#
# The launcher asks on every start, so nothing here starts a process where the JDK has a `release` file.

JDK_WANTED=22

# Sets jdk_version to the feature version of the JDK in $1: 25 for 25.0.1, and 1 for 1.8.
jdk_version() {
    jdk_version=
    if [ -r "$1/release" ]; then
        while IFS="=" read -r key value; do
            if [ "$key" = JAVA_VERSION ]; then
                jdk_version=${value#\"}
                break
            fi
        done <"$1/release"
    else
        jdk_version=$("$1/bin/java" -version 2>&1 | sed -n 's/.* version "\(.*\)".*/\1/p')
    fi
    jdk_version=${jdk_version%%[!0-9]*}
}

# A JDK, not a JRE: the launcher may have to compile.
jdk_fits() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && jdk_version "$1" && [ "${jdk_version:-0}" -ge "$JDK_WANTED" ]
}

# The home of the `java` on PATH, which is mostly a symbolic link.
jdk_on_path() {
    jdk_java=$(command -v java) || return 1
    while [ -L "$jdk_java" ]; do
        jdk_link=$(readlink "$jdk_java")
        case $jdk_link in
            /*) jdk_java=$jdk_link ;;
            *) jdk_java=${jdk_java%/*}/$jdk_link ;;
        esac
    done
    jdk_home=${jdk_java%/bin/java}
}

find_jdk() {
    if [ -n "${JAVA_HOME:-}" ] && jdk_fits "$JAVA_HOME"; then
        jdk=$JAVA_HOME
        return
    fi
    if jdk_on_path && jdk_fits "$jdk_home"; then
        jdk=$jdk_home
        return
    fi
    for jdk in /usr/lib/jvm/* /opt/* "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home; do
        if jdk_fits "$jdk"; then return; fi
    done
    # macOS
    if jdk=$(/usr/libexec/java_home -v "$JDK_WANTED+" 2>/dev/null) && jdk_fits "$jdk"; then
        return
    fi
    echo "jwasi: no JDK $JDK_WANTED or newer in JAVA_HOME, PATH and the usual folders:" \
        "install one, such as Temurin 25 (https://adoptium.net), or set JAVA_HOME to its folder" >&2
    return 1
}
