package io.github.jwasi.benchmarks;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What is compared, in the order of the tables. */
enum WasiRuntime {
    /** The limit. */
    NATIVE("native C"),
    JWASI("jwasi", "JwasiPeer"),
    JWASI_LINKED("jwasi, linked", "JwasiLinked"),
    JWASI_POOLED("jwasi, linked and pooled", "JwasiPooled"),
    JWASI_COMMAND("jwasi, command"),
    NODE("Node"),
    WASMTIME_PY("wasmtime-py 50.0.1"),
    WASMTIME_JAVA("wasmtime-java 0.19", "WasmtimeJavaPeer", "wasmtime-java"),
    GRAALWASM("GraalWasm 25, compiled", "GraalWasmPeer", "graalwasm"),
    GRAALWASM_INTERPRETED("GraalWasm 25, stock JDK", "GraalWasmPeer", "graalwasm"),
    ENDIVE("Endive 1.0, compiled", "EndiveCompiled", "endive"),
    ENDIVE_BUILD_TIME("Endive 1.0, at build time", "EndiveBuildTime", "endive"),
    ENDIVE_INTERPRETED("Endive 1.2, interpreted", "EndiveInterpreted", "endive-interpreter"),
    CHICORY("Chicory 1.7.5, compiled", "ChicoryPeer", "chicory");

    private final String title;
    private final String adapter;
    private final String jars;

    /** A process that is not a JVM. */
    WasiRuntime(String title) {
        this(title, "");
    }

    /** Its jars are those of the benchmarks. */
    WasiRuntime(String title, String adapter) {
        this(title, adapter, "");
    }

    WasiRuntime(String title, String adapter, String jars) {
        this.title = title;
        this.adapter = adapter;
        this.jars = jars;
    }

    String title() {
        return title;
    }

    /** The word for it in files and on the command line. */
    String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static WasiRuntime of(String id) {
        for (var runtime : values()) {
            if (runtime.id().equals(id)) {
                return runtime;
            }
        }
        throw new IllegalArgumentException("there is no runtime " + id + ", but "
                + String.join(
                        ", ", List.of(values()).stream().map(WasiRuntime::id).toList()));
    }

    boolean isInJvm() {
        return !adapter.isEmpty();
    }

    /** Whether it is one of ours: its rows are set against the best of the others. */
    boolean isOurs() {
        return this == JWASI || this == JWASI_LINKED || this == JWASI_POOLED || this == JWASI_COMMAND;
    }

    /** The name of the adapter's class. */
    String adapter() {
        return adapter;
    }

    /** Whether the JVM compiles something of it while it runs, which takes a while. */
    boolean warmsUp() {
        return isInJvm();
    }

    private boolean isGraal() {
        return this == GRAALWASM || this == GRAALWASM_INTERPRETED;
    }

    /** The class path of its processes. Truffle wants the module path, see {@link #options}. */
    String classPath() {
        var own = System.getProperty("java.class.path");
        return jars.isEmpty() || isGraal() ? own : Home.peer(jars).resolve("*") + File.pathSeparator + own;
    }

    /** Options of the JVM, those that its documentation asks for. */
    List<String> options() {
        var options = new ArrayList<String>();
        if (Runtime.version().feature() >= 23) {
            // Truffle and JMH use it, and the JVM would print a warning each time.
            options.add("--sun-misc-unsafe-memory-access=allow");
        }
        options.add("--enable-native-access=ALL-UNNAMED" + (isGraal() ? ",org.graalvm.truffle" : ""));
        if (isGraal()) {
            options.add("--module-path=" + Home.peer(jars));
            options.add("--add-modules=org.graalvm.polyglot");
        }
        if (this == GRAALWASM) {
            options.add("--upgrade-module-path=" + Home.peer("graal-compiler"));
            options.add("-XX:+UnlockExperimentalVMOptions");
            options.add("-XX:+EnableJVMCI");
        }
        if (this == GRAALWASM_INTERPRETED) {
            options.add("-Dpolyglot.engine.WarnInterpreterOnly=false");
        }
        return options;
    }

    /** The `java` that runs this. */
    static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
