package io.github.jwasi.bindings;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * The library in a classifier jar, and its copy in the user's cache folder, as the operating system loads only files.
 *
 * <p>The copy's name is the SHA-256 of its bytes, so versions live side by side and a copy is made once.
 */
final class PackagedLibrary {
    private final Platform platform;
    private final String resource;

    PackagedLibrary(Platform platform) {
        this.platform = platform;
        resource = "META-INF/jwasi/" + platform.classifier() + "/" + platform.libraryName();
    }

    /**
     * The copy in a folder, made if it is not there or not whole.
     *
     * @throws FileNotFoundException if no jar has the library
     */
    Path extractTo(Path cache) throws IOException {
        var hash = hash();
        var folder = CacheFolder.secured(
                CacheFolder.secured(cache.resolve("natives")).resolve(hash));
        var file = folder.resolve(platform.libraryName());
        if (!hash.equals(hashOf(file))) {
            extract(file, hash);
        }
        return file;
    }

    private String hash() throws IOException {
        try (var stream = open(resource + ".sha256")) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    /** Writes beside the file and renames: of several processes that start at once, each sees a whole file. */
    private void extract(Path file, String hash) throws IOException {
        var temporary = Files.createTempFile(file.toAbsolutePath().getParent(), "libjwasi", ".tmp");
        try {
            try (var stream = open(resource)) {
                Files.copy(stream, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!hash.equals(hashOf(temporary))) {
                throw new IOException(
                        resource + " does not have the SHA-256 that stands beside it: the jar is damaged");
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private InputStream open(String name) throws FileNotFoundException {
        var loader = PackagedLibrary.class.getClassLoader();
        var stream = loader == null ? null : loader.getResourceAsStream(name);
        if (stream == null) {
            var context = Thread.currentThread().getContextClassLoader();
            stream = context == null ? null : context.getResourceAsStream(name);
        }
        if (stream == null) {
            throw new FileNotFoundException("no jar on the class path or module path has " + name);
        }
        return stream;
    }

    private static @Nullable String hashOf(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try (var stream = Files.newInputStream(file)) {
            var digest = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[1 << 16];
            for (int read = stream.read(buffer); read > 0; read = stream.read(buffer)) {
                digest.update(buffer, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
