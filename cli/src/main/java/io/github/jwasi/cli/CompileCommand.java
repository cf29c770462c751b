package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code jwasi compile}: compiles a program to machine code. */
final class CompileCommand extends Command {
    private final PositionalParamSpec file = file("A module in binary or text format (.wasm, .wat).");
    private final OptionSpec output =
            path("OUT", "Where the machine code goes. Default: FILE with the ending .cwasm.", "-o", "--output");
    private final EngineFlags engineFlags = new EngineFlags(this);
    private final OptionSpec fuel = flag("--fuel", "For runs with --fuel, and not without.");
    private final OptionSpec timeout = flag("--timeout", "For runs with --timeout, and not without.");

    CompileCommand() {
        super(
                "compile",
                "Compiles a WebAssembly program to machine code for this kind of processor.",
                "",
                "\"jwasi run --allow-precompiled OUT\" runs it, with this version of jwasi and the same of the options "
                        + "--fuel, --timeout, --compiler and --wasm. No sandbox confines machine code, so keep it where nobody else can "
                        + "write.",
                "");
        footer(
                "",
                "Example:",
                "  jwasi compile ruby.wasm -o ruby.cwasm",
                "  jwasi run --allow-precompiled ruby.cwasm --version");
    }

    @Override
    public Integer call() throws IOException {
        var source = valueOf(file, Path.of(""));
        var target = valueOf(output, besideFile(source));
        checkFolder(target);
        var options = engineFlags
                .apply(EngineOptions.DEFAULT)
                .withFuel(valueOf(fuel, false))
                .withInterruptible(valueOf(timeout, false));
        try (var engine = Engine.create(options);
                var module = ModuleFile.compile(engine, source)) {
            write(module.serialize(), target);
        }
        return 0;
    }

    private static Path besideFile(Path file) {
        var name = String.valueOf(file.getFileName());
        int dot = name.lastIndexOf('.');
        return file.resolveSibling((dot > 0 ? name.substring(0, dot) : name) + ".cwasm");
    }

    /** A compilation may take long, so what would fail afterwards fails before. */
    private static void checkFolder(Path target) throws IOException {
        var folder = target.toAbsolutePath().getParent();
        if (Files.isDirectory(target)) {
            throw new FileSystemException(target.toString(), null, "is a directory; name a file with -o");
        }
        if (folder == null || !Files.isDirectory(folder)) {
            throw new FileSystemException(
                    target.toString(), null, "cannot be written, as there is no directory " + folder);
        }
    }

    private static void write(byte[] code, Path target) throws IOException {
        if (Files.exists(target) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
            // A device, a pipe or a link stays what it is.
            Files.write(target, code);
        } else {
            replace(code, target);
        }
    }

    /** Writes beside the target and renames, so that a run never sees half of it. */
    private static void replace(byte[] code, Path target) throws IOException {
        var temporary = target.resolveSibling(
                target.getFileName() + "." + ProcessHandle.current().pid() + ".tmp");
        try {
            Files.write(temporary, code);
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
