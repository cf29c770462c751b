package io.github.jwasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the operating system says of a file, and what is another whenever the file's content is.
 *
 * @param file the file
 * @param text where the file is, its size and its times, among them that of its last change, which no program can set
 */
record FileIdentity(Path file, String text) {
    /** To read and to hash a smaller file takes no time to speak of. */
    private static final long WORTHWHILE = 1 << 20;

    /** A change right after another may get the same time, as file systems keep it in steps of up to two seconds. */
    private static final Duration STEP = Duration.ofSeconds(2);

    private static final String ATTRIBUTES = "unix:isRegularFile,dev,ino,size,lastModifiedTime,ctime";

    /** The identity of a large file, or null where it would be of no use or is not certain. */
    static @Nullable FileIdentity of(Path file) {
        try {
            if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
                return null;
            }
            return of(file, Files.readAttributes(file, ATTRIBUTES));
        } catch (IOException e) {
            // Whoever opens the file will say so better.
            return null;
        }
    }

    private static @Nullable FileIdentity of(Path file, Map<String, Object> attributes) {
        long size = (Long) attributes.get("size");
        if (size < WORTHWHILE || !attributes.get("isRegularFile").equals(true)) {
            return null;
        }
        var changed = ((FileTime) attributes.get("ctime")).toInstant();
        if (changed.isAfter(Instant.now().minus(STEP))) {
            return null;
        }
        return new FileIdentity(
                file,
                attributes.get("dev") + " " + attributes.get("ino") + " " + size + " "
                        + attributes.get("lastModifiedTime") + " " + changed);
    }

    /**
     * What the file holds.
     *
     * @throws IllegalStateException if it has changed, or cannot be read any more
     */
    ModuleSource read() {
        try {
            if (!equals(of(file))) {
                throw new IllegalStateException(file + " has changed since the module was loaded from the cache");
            }
            return ModuleSource.of(file);
        } catch (IOException | CompileException e) {
            throw new IllegalStateException(
                    file + ", which the module is of, cannot be read any more: " + e.getMessage(), e);
        }
    }
}
