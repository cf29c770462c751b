package io.github.jwasi.examples;

import io.github.jwasi.Instance;
import io.github.jwasi.Memory;
import io.github.jwasi.Module;
import io.github.jwasi.WASI;
import io.github.jwasi.WasiBuilder;
import io.github.jwasi.WasiFunction;
import io.github.jwasi.WebAssembly;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** Calls functions of WASI from Java, with the memory of a guest that has nothing else. */
final class WasiCalls implements AutoCloseable {
    static final int SUCCESS = 0;
    static final int BADF = 8;
    static final int INVAL = 28;
    static final int LOOP = 32;
    static final int NOTDIR = 54;
    static final int NOTSOCK = 57;
    static final int NOTSUP = 58;
    static final int OVERFLOW = 61;
    static final int PERM = 63;

    private static final int PATH = 1024;
    private static final int BUFFER = 4096;
    private static final int RESULT = 16;
    private static final int FOLLOW = 1;
    private static final int DIRECTORY = 2;
    private static final int FIRST_PREOPEN = 3;
    private static final long READ = 2;

    /** Compiled once for all tests, and never closed. */
    private static final Module MODULE = WebAssembly.compileText("(module (memory (export \"memory\") 1))");

    private final WASI wasi;
    private final Instance instance;

    WasiCalls(WasiBuilder options) {
        wasi = options.version(WASI.Version.PREVIEW1).build();
        instance = WebAssembly.instantiate(MODULE);
        wasi.finalizeBindings(instance);
    }

    Memory memory() {
        return instance.memory("memory");
    }

    /** An errno. */
    int call(String name, Object... arguments) {
        return function(wasi, name).call(arguments);
    }

    static WasiFunction function(WASI wasi, String name) {
        return (WasiFunction) Objects.requireNonNull(wasi.wasiImport().get(name));
    }

    private int writePath(String path) {
        return memory().writeString(PATH, path);
    }

    /** The errno of opening what a path in the first preopen names, all links followed. */
    int open(String path) {
        return open(path, 0);
    }

    int openDirectory(String path) {
        return open(path, DIRECTORY);
    }

    private int open(String path, int flags) {
        return call("path_open", FIRST_PREOPEN, FOLLOW, PATH, writePath(path), flags, READ, READ, 0, RESULT);
    }

    /** What a file has. */
    String read(String path) {
        require(open(path));
        memory().writeInt(0, BUFFER);
        memory().writeInt(4, BUFFER);
        require(call("fd_read", memory().readInt(RESULT), 0, 1, RESULT));
        return memory().readString(BUFFER, memory().readInt(RESULT));
    }

    String readLink(String path) {
        require(call("path_readlink", FIRST_PREOPEN, PATH, writePath(path), BUFFER, BUFFER, RESULT));
        return memory().readString(BUFFER, memory().readInt(RESULT));
    }

    /** The name of a preopen. */
    String preopen(int descriptor) {
        require(call("fd_prestat_get", descriptor, RESULT));
        int length = memory().readInt(RESULT + 4);
        require(call("fd_prestat_dir_name", descriptor, BUFFER, length));
        return memory().readString(BUFFER, length);
    }

    /** The strings that {@code args_get} or {@code environ_get} gives. */
    String[] strings(String what) {
        require(call(what + "_sizes_get", 0, 4));
        int count = memory().readInt(0);
        int size = memory().readInt(4);
        require(call(what + "_get", PATH, BUFFER));
        var all = new String(memory().read(BUFFER, size), StandardCharsets.UTF_8).split("\0", -1);
        var strings = new String[count];
        System.arraycopy(all, 0, strings, 0, count);
        return strings;
    }

    /** Writes text to a descriptor. */
    int write(int descriptor, String text) {
        memory().writeInt(0, BUFFER);
        memory().writeInt(4, memory().writeString(BUFFER, text));
        return call("fd_write", descriptor, 0, 1, RESULT);
    }

    private static void require(int errno) {
        if (errno != SUCCESS) {
            throw new AssertionError("errno " + errno);
        }
    }

    @Override
    public void close() {
        instance.close();
        wasi.close();
    }
}
