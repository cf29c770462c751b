package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import io.github.jwasi.Module;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** The file of a program, as a user names it. */
final class ModuleFile {
    private static final byte[] ELF_MAGIC = {0x7f, 'E', 'L', 'F'};

    private ModuleFile() {}

    /** Loads a module: compiles it, or takes it out of the cache, or takes the machine code that it is. */
    static Module load(Engine engine, Path file, boolean allowPrecompiled) throws IOException {
        if (!isMachineCode(file)) {
            return CompileProgress.during(file, () -> engine.compile(file));
        }
        if (!allowPrecompiled) {
            throw new IOException(file + " is machine code, which the sandbox does not confine. If you trust it, "
                    + "because \"jwasi compile\" made it for you, add --allow-precompiled");
        }
        return engine.deserialize(file);
    }

    private static boolean isMachineCode(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream stream = Files.newInputStream(file)) {
            return Arrays.equals(stream.readNBytes(ELF_MAGIC.length), ELF_MAGIC);
        }
    }
}
