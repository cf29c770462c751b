package io.github.jwasi.cli;

import static java.util.stream.Collectors.joining;

import io.github.jwasi.Engine;
import io.github.jwasi.EngineOptions;
import io.github.jwasi.ExportType;
import io.github.jwasi.ImportType;
import io.github.jwasi.MemoryType;
import io.github.jwasi.Module;
import io.github.jwasi.WASI;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code jwasi inspect}: says what a module is. */
final class InspectCommand extends Command {
    private final PositionalParamSpec file = file("A module in binary or text format (.wasm, .wat).");

    InspectCommand() {
        super(
                "inspect",
                "Shows what kind of program a module is, which WASI it wants, its memories, and what it imports and "
                        + "exports.");
        footer("", "Example:", "  jwasi inspect hello.wasm");
    }

    @Override
    public Integer call() throws IOException {
        try (var engine = Engine.create(EngineOptions.DEFAULT.withCache());
                var module = ModuleFile.compile(engine, valueOf(file, Path.of("")))) {
            System.out.println("kind: " + kind(module));
            System.out.println("WASI: " + versions(module.imports()));
            print("memories", memories(module));
            print("imports", module.imports().stream().map(ImportType::toString));
            print("exports", module.exports().stream().map(ExportType::toString));
        }
        return 0;
    }

    private static String kind(Module module) {
        boolean command = module.export("_start").isPresent();
        boolean reactor = module.export("_initialize").isPresent();
        if (command && reactor) {
            return "neither command nor reactor, as it exports both _start and _initialize";
        }
        if (command) {
            return "command (_start)";
        }
        return reactor ? "reactor (_initialize)" : "library, without _start and _initialize";
    }

    private static String versions(List<ImportType> imports) {
        var versions = Stream.of(WASI.Version.values())
                .filter(version ->
                        imports.stream().anyMatch(wanted -> wanted.module().equals(version.module())))
                .map(version -> version + " (" + version.module() + ")")
                .collect(joining(", "));
        return versions.isEmpty() ? "none" : versions;
    }

    private static Stream<String> memories(Module module) {
        var imported = module.imports().stream()
                .filter(wanted -> wanted.type() instanceof MemoryType)
                .map(wanted -> "imported " + wanted);
        var exported = module.exports().stream()
                .filter(export -> export.type() instanceof MemoryType)
                .map(export -> "exported " + export);
        return Stream.concat(imported, exported);
    }

    private static void print(String title, Stream<String> lines) {
        System.out.println(title + ":");
        lines.forEach(line -> System.out.println("  " + line));
    }
}
