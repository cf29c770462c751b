package io.github.jwasi.bindings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.Checksum;

/**
 * The CRC-32 of a file, kept in a second file beside it, by which damage is noticed at every start.
 *
 * <p>Against damage only, as nobody else can write to the folder. The JVM's interpreter computes it in 10 ms for 30 MB,
 * where a SHA-256 takes 100 ms until it is compiled.
 */
final class FileChecksum {
    private final Path file;
    private final Path record;

    FileChecksum(Path file) {
        this.file = file;
        record = file.resolveSibling(file.getFileName() + ".crc32");
    }

    /** Whether both files are there and fit together. */
    boolean matches() throws IOException {
        return Files.isRegularFile(file)
                && Files.isRegularFile(record)
                && text(compute()).equals(Files.readString(record, StandardCharsets.ISO_8859_1));
    }

    /** Keeps the CRC-32 of what was written to the file. */
    void record(Checksum written) throws IOException {
        Files.writeString(record, text(written));
    }

    private Checksum compute() throws IOException {
        var sum = new CRC32();
        try (var stream = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int read = stream.read(buffer); read > 0; read = stream.read(buffer)) {
                sum.update(buffer, 0, read);
            }
        }
        return sum;
    }

    private static String text(Checksum sum) {
        return HexFormat.of().toHexDigits((int) sum.getValue());
    }
}
