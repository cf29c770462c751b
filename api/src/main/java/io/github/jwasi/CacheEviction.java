package io.github.jwasi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Keeps the files of a {@link ModuleCache} within their bound.
 *
 * <p>Several processes may do so at once, and load modules meanwhile: a file that was opened outlives its removal on Unix
 * and cannot be removed on Windows, and whoever comes too late to open it compiles.
 */
final class CacheEviction {
    /** After that no process is at work any more on what it has not finished. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    /** What a file takes at least. */
    private static final long BLOCK = 4096;

    private record Entry(Path file, long size, Instant used) {}

    private CacheEviction() {}

    /** Marks a file as the one that was used last, if it is there and may be written to. */
    static void use(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        } catch (IOException e) {
            // Whoever opens it will see whether it is missing, and nobody removes anything from a folder that is
            // read-only.
            return;
        }
    }

    /** Removes what was used least recently, until the rest has no more than so many bytes; but never {@code kept}. */
    static void enforce(Path folder, long maxSize, Path kept) throws IOException {
        var entries = entries(folder);
        entries.sort(Comparator.comparing(Entry::used));
        long size = entries.stream().mapToLong(Entry::size).sum();
        for (var entry : entries) {
            if (size <= maxSize) {
                return;
            }
            if (!entry.file().equals(kept) && removed(entry)) {
                size -= entry.size();
            }
        }
    }

    private static List<Entry> entries(Path folder) throws IOException {
        var entries = new ArrayList<Entry>();
        try (var files = Files.newDirectoryStream(folder, "*.{cwasm,ref,tmp}")) {
            for (var file : files) {
                add(file, entries);
            }
        }
        return entries;
    }

    private static void add(Path file, List<Entry> entries) throws IOException {
        try {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            var used = attributes.lastModifiedTime().toInstant();
            if (!file.toString().endsWith(".tmp")) {
                entries.add(new Entry(file, (attributes.size() + BLOCK - 1) / BLOCK * BLOCK, used));
            } else if (used.isBefore(Instant.now().minus(ABANDONED))) {
                Files.deleteIfExists(file);
            }
        } catch (NoSuchFileException e) {
            // Another process removed it or gave it its name.
            return;
        }
    }

    /** Whether the file is gone: not if it was used since, or may not be removed. */
    private static boolean removed(Entry entry) {
        try {
            if (Files.getLastModifiedTime(entry.file()).toInstant().isAfter(entry.used())) {
                return false;
            }
            Files.delete(entry.file());
            return true;
        } catch (NoSuchFileException e) {
            return true;
        } catch (IOException e) {
            // On Windows: a process has mapped it.
            return false;
        }
    }
}
