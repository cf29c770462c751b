package io.github.jwasi.cli;

import io.github.jwasi.CompileException;
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

    /** Compiles a module, or takes it out of the cache. */
    static Module compile(Engine engine, Path file) throws IOException {
        if (isMachineCode(file)) {
            throw new IOException(file + ": is machine code already, and not a module");
        }
        return CompileProgress.during(file, () -> engine.compile(file));
    }

    /** Compiles a module, or takes the machine code that it is. */
    static Module load(Engine engine, Path file, boolean allowPrecompiled) throws IOException {
        if (!isMachineCode(file)) {
            return CompileProgress.during(file, () -> engine.compile(file));
        }
        if (!allowPrecompiled) {
            throw new IOException(file + ": is machine code, which no sandbox confines; if you trust it, because "
                    + "\"jwasi compile\" made it for you, add --allow-precompiled");
        }
        return deserialize(engine, file);
    }

    private static Module deserialize(Engine engine, Path file) throws IOException {
        try {
            return engine.deserialize(file);
        } catch (CompileException e) {
            throw new IOException(
                    e.getMessage() + "; compile it with this version of jwasi, and with the same of --fuel, "
                            + "--timeout, --compiler and --wasm as it is run with",
                    e);
        }
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
