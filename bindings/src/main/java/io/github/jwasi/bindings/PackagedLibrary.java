package io.github.jwasi.bindings;

import io.github.jwasi.spi.NativeLibraryJar;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.ServiceLoader;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Checksum;
import org.jspecify.annotations.Nullable;

/**
 * The library in a classifier jar, and its copy in the user's cache folder, as the operating system loads only files.
 *
 * <p>The copy's folder has the SHA-256 of the library as its name, so versions live side by side and a copy is made once.
 */
final class PackagedLibrary {
    private final Platform platform;
    private final String resource;
    private boolean unpacked;

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
        var natives = CacheFolder.secured(CacheFolder.secured(cache).resolve("natives"));
        var copy = CacheFolder.secured(natives.resolve(hash)).resolve(platform.libraryName());
        var checksum = new FileChecksum(copy);
        if (!checksum.matches()) {
            checksum.record(extract(copy, hash));
            unpacked = true;
        }
        return copy;
    }

    /** Whether the copy was made by this object. */
    boolean isUnpacked() {
        return unpacked;
    }

    private String hash() throws IOException {
        try (var stream = open(resource + ".sha256")) {
            return new String(stream.readAllBytes(), StandardCharsets.US_ASCII).strip();
        }
    }

    /**
     * Writes beside the file and renames: of several processes that start at once, each sees a whole file.
     *
     * @return the CRC-32 of the bytes
     */
    private Checksum extract(Path copy, String hash) throws IOException {
        var temporary = Files.createTempFile(copy.toAbsolutePath().getParent(), "libjwasi", ".tmp");
        try {
            var digest = sha256();
            var checksum = new CRC32();
            try (var stream = new CheckedInputStream(new DigestInputStream(open(resource), digest), checksum)) {
                Files.copy(stream, temporary, StandardCopyOption.REPLACE_EXISTING);
            }
            if (!hash.equals(HexFormat.of().formatHex(digest.digest()))) {
                throw new IOException(
                        resource + " does not have the SHA-256 that stands beside it: the jar is damaged");
            }
            Files.move(temporary, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            return checksum;
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
            stream = openInModules(name);
        }
        if (stream == null) {
            throw new FileNotFoundException("no jar on the class path or module path has " + name);
        }
        return stream;
    }

    /** In a module layer, each module may have a class loader that no other sees. */
    private static @Nullable InputStream openInModules(String name) {
        var layer = PackagedLibrary.class.getModule().getLayer();
        if (layer == null) {
            return null;
        }
        for (var jar : ServiceLoader.load(layer, NativeLibraryJar.class)) {
            var stream = jar.open(name);
            if (stream != null) {
                return stream;
            }
        }
        return null;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
