package io.github.jwasi.cli;

import io.github.jwasi.WASI;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A directory of {@code --dir}, written {@code HOST[::GUEST][:ro]}.
 *
 * @param host the directory
 * @param guest how the guest calls it
 * @param access what the guest may do
 */
record DirOption(Path host, String guest, WASI.Access access) {
    private static final String READ_ONLY = ":ro";

    /** Reads the option, and finds out at once when the directory cannot be meant. */
    static final class Converter implements ITypeConverter<DirOption> {
        @Override
        public DirOption convert(String value) {
            boolean readOnly = value.endsWith(READ_ONLY);
            var mapping = readOnly ? value.substring(0, value.length() - READ_ONLY.length()) : value;
            int separator = mapping.indexOf("::");
            var host = separator < 0 ? mapping : mapping.substring(0, separator);
            var guest = separator < 0 ? mapping : mapping.substring(separator + 2);
            if (host.isEmpty() || guest.isEmpty()) {
                throw new TypeConversionException("'" + value + "' is not HOST[::GUEST][:ro]");
            }
            checkHost(host, guest);
            return new DirOption(Path.of(host), guest, readOnly ? WASI.Access.READ_ONLY : WASI.Access.READ_WRITE);
        }

        private static void checkHost(String host, String guest) {
            if (!Files.exists(Path.of(host))) {
                var hint = !host.equals(guest) && !guest.equals("/") && Files.isDirectory(Path.of(guest))
                        ? ": '" + guest + "' is one, so the two seem to be reversed; the host's directory comes first"
                        : "";
                throw new TypeConversionException("the directory '" + host + "' does not exist" + hint);
            }
            if (!Files.isDirectory(Path.of(host))) {
                throw new TypeConversionException("'" + host + "' is a file, and only a directory can be given");
            }
        }
    }
}
