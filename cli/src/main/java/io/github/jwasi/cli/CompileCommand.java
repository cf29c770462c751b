package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code jwasi compile}: compiles a program to machine code. */
@Command(
        name = "compile",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Compiles a module to machine code for this machine.",
            "",
            "\"jwasi run --allow-precompiled OUT\" runs it, with the same version of jwasi and the same of the options "
                    + "--fuel and --timeout."
        },
        sortOptions = false,
        footer = {"", "Example:", "  jwasi compile ruby.wasm -o ruby.cwasm"})
final class CompileCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "A module in binary or text format (.wasm, .wat).")
    private Path file;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "OUT",
            description = "Where the machine code goes. Default: FILE with the ending .cwasm.")
    private @Nullable Path output;

    @Option(names = "--fuel", description = "For runs with --fuel.")
    private boolean fuel;

    @Option(names = "--timeout", description = "For runs with --timeout.")
    private boolean timeout;

    @Override
    public Integer call() throws IOException {
        var options = EngineOptions.DEFAULT.withFuel(fuel).withInterruptible(timeout);
        try (var engine = Engine.create(options);
                var module = ModuleFile.load(engine, file, false)) {
            write(module.serialize(), output != null ? output : besideFile());
        }
        return 0;
    }

    private Path besideFile() {
        var name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".cwasm");
    }

    /** Writes beside the target and renames, so that a run never sees half of it. */
    private static void write(byte[] code, Path target) throws IOException {
        var folder = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target) || !Files.isDirectory(folder)) {
            throw new IOException(target + ": cannot be written, as "
                    + (Files.isDirectory(target) ? "it is a directory" : "there is no directory " + folder));
        }
        var temporary = folder.resolve(
                target.getFileName() + ".tmp" + ProcessHandle.current().pid());
        try {
            Files.write(temporary, code);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
