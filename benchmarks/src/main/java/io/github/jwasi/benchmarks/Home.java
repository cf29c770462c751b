package io.github.jwasi.benchmarks;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where things are: the benchmarks run out of a clone that was built. */
final class Home {
    private Home() {}

    /** The folder {@code target} that these classes or their jar are in. */
    private static Path target() {
        try {
            var source = Home.class.getProtectionDomain().getCodeSource().getLocation();
            return Path.of(source.toURI()).toAbsolutePath().getParent();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Path module() {
        return target().getParent();
    }

    /** The root of the clone. */
    static Path root() {
        return module().getParent();
    }

    static Path guest(String name) {
        return module().resolve("guests").resolve(name + ".wasm");
    }

    static Path harness(String name) {
        return module().resolve("harness").resolve(name);
    }

    static Path baseline() {
        return module().resolve("baseline.properties");
    }

    /** The jars of one peer. */
    static Path peer(String folder) {
        return target().resolve("peers").resolve(folder);
    }

    /** The per-user cache folder of the build. */
    static Path cache() {
        var named = Optional.ofNullable(System.getenv("JWASI_CACHE_DIR")).map(Path::of);
        return named.orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                .map(Path::of)
                .orElse(Path.of(System.getProperty("user.home"), ".cache"))
                .resolve("jwasi"));
    }

    /** A program on the PATH. */
    static Optional<Path> program(String name) {
        for (var folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)) {
            var file = Path.of(folder, name);
            if (Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }
}
