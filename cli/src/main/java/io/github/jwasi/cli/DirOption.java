package io.github.jwasi.cli;

import io.github.jwasi.WASI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.TypeConversionException;

/**
 * A directory of {@code --dir}, written {@code HOST[::GUEST][:ro]}.
 *
 * @param host the directory
 * @param guest how the guest calls it
 * @param access what the guest may do in it
 */
record DirOption(Path host, String guest, WASI.Access access) {
    private static final String READ_ONLY = ":ro";

    /** Two colons, as one belongs to the drive of a Windows path. */
    private static final String SEPARATOR = "::";

    /** Reads the option, and finds out at once when the directory cannot be meant. */
    static DirOption parse(String word) {
        boolean readOnly = word.endsWith(READ_ONLY);
        var mapping = readOnly ? word.substring(0, word.length() - READ_ONLY.length()) : word;
        int separator = mapping.indexOf(SEPARATOR);
        var host = separator < 0 ? mapping : mapping.substring(0, separator);
        var guest = separator < 0 ? mapping : mapping.substring(separator + SEPARATOR.length());
        if (host.isEmpty() || guest.isEmpty()) {
            throw new TypeConversionException("'" + word + "' is not HOST[::GUEST][:ro]");
        }
        checkHost(host, guest);
        return new DirOption(Path.of(host), guest, readOnly ? WASI.Access.READ_ONLY : WASI.Access.READ_WRITE);
    }

    private static void checkHost(String host, String guest) {
        if (!Files.exists(Path.of(host))) {
            var hint = !host.equals(guest) && Files.isDirectory(Path.of(guest))
                    ? ": '" + guest + "' is one, so the two seem to be reversed; HOST comes first"
                    : "";
            throw new TypeConversionException("the directory '" + host + "' does not exist" + hint);
        }
        if (!Files.isDirectory(Path.of(host))) {
            throw new TypeConversionException("'" + host + "' is a file, and only a directory can be given");
        }
    }
}
