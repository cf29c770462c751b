package io.github.jwasi.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The reports of one run. */
final class ReportFiles {
    private ReportFiles() {}

    static void write(Results results, Profile profile, Path folder) throws IOException {
        Files.createDirectories(folder);
        var machine = Machine.describe();
        Files.writeString(folder.resolve("results.json"), JsonReport.of(results, profile, machine));
        Files.writeString(folder.resolve("results.md"), MarkdownReport.of(results, profile, machine));
        Picture.drawAll(results, folder);
    }
}
