package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every program of the guide compiles, and prints what the guide says that it prints. */
@Timeout(120)
class GuideTest {
    private static final Path DOCS = Path.of("..", "docs");

    /** A program, more of them in other languages that print the same, and what they print. */
    private static final Pattern BLOCK = Pattern.compile("```(js|java|text)\\n(.*?)```", Pattern.DOTALL);

    private static final Pattern CLASS = Pattern.compile("^public class (\\w+)", Pattern.MULTILINE);

    /** As the guide's first page says. */
    private static final String IMPORTS = """
            import io.github.jwasi.*;
            import io.github.jwasi.Module;
            import java.io.*;
            import java.nio.file.*;
            import java.time.*;
            import java.util.*;
            import java.util.concurrent.*;
            import java.util.function.*;
            """;

    @TempDir
    private Path folder;

    private record Program(String language, String text) {}

    static Stream<Path> pages() throws IOException {
        try (var files = Files.walk(DOCS)) {
            var pages = files.filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
            assertThat(pages).hasSizeGreaterThan(10);
            return pages.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void printsWhatItSays(Path page) throws Exception {
        prepare();
        var text = Files.readString(page);
        if (page.endsWith(Path.of("guide", "README.md"))) {
            assertThat(text.replaceAll("(?m)^ {4}", "")).contains(IMPORTS);
        }
        var programs = new ArrayList<Program>();
        for (var block = BLOCK.matcher(text); block.find(); ) {
            if (!block.group(1).equals("text")) {
                programs.add(new Program(block.group(1), block.group(2)));
                continue;
            }
            assertThat(programs).as("output without a program").isNotEmpty();
            for (var program : programs) {
                check(program, block.group(2));
            }
            programs.clear();
        }
        assertThat(programs).as("a program without output").isEmpty();
    }

    /** What the guide's first page says of the folder. */
    private void prepare() throws IOException {
        for (var guest : List.of("c-files", "reactor")) {
            Files.copy(Path.of("guests", guest, guest + ".wasm"), folder.resolve(guest + ".wasm"));
        }
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data").resolve("input.txt"), "notes\n");
    }

    private void check(Program program, String printed) throws Exception {
        var command = program.language().equals("java") ? java(program.text()) : node(program.text());
        if (command.isEmpty()) {
            return;
        }
        var result = Processes.run(new ProcessBuilder(command).directory(folder.toFile()), "");
        assertThat(result).as(program.text()).isEqualTo(new Processes.Result(0, printed, ""));
    }

    private List<String> java(String text) throws IOException {
        var name = CLASS.matcher(text);
        boolean whole = name.find();
        var file = folder.resolve((whole ? name.group(1) : "Main") + ".java");
        Files.writeString(file, IMPORTS + (whole ? text : """
                public class Main {
                    public static void main(String[] args) throws Throwable {
                %s
                    }
                }
                """.formatted(text)));
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                file.toString());
    }

    /** Nothing where there is no Node. */
    private List<String> node(String text) throws IOException {
        var file = Files.writeString(folder.resolve("main.mjs"), text);
        try {
            new ProcessBuilder("node", "--version").start().destroy();
        } catch (IOException e) {
            System.out.println("skipped: no node, which runs the JavaScript of the guide");
            return List.of();
        }
        return List.of("node", "--no-warnings", file.toString());
    }
}
