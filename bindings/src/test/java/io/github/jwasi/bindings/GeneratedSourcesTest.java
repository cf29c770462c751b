package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GeneratedSourcesTest {
    private static final Path GENERATED = Path.of("src", "generated", "java");

    /** The system property that names the folder of jextract, as JEXTRACT_HOME does. */
    private static final String JEXTRACT = "jwasi.jextract.home";

    @TempDir
    Path folder;

    @Test
    void areWhatTheScriptGenerates() throws Exception {
        var script = new ProcessBuilder("sh", "../scripts/generate-bindings.sh", folder.toString());
        var home = System.getProperty(JEXTRACT);
        if (home != null) {
            script.environment().put("JEXTRACT_HOME", home);
        }
        var result = ChildJvm.finish(script.redirectErrorStream(true).start());
        Requirement.that(
                !result.output().contains("generate-bindings: no jextract"),
                result.output().strip());
        assertThat(result.status()).as(result.output()).isZero();
        assertThat(contents(folder)).isEqualTo(contents(GENERATED));
    }

    @Test
    void haveNoCLong() {
        assertNoneContains(Pattern.compile("C_LONG\\b|\"long\""));
    }

    @Test
    void nameNoPathOfTheMachineThatGeneratedThem() {
        assertNoneContains(Pattern.compile("[ \"'(](/[A-Za-z]|[A-Z]:\\\\)"));
    }

    @Test
    void lookFunctionsUpInTheLibraryOnly() throws IOException {
        assertNoneContains(Pattern.compile("libraryLookup|loaderLookup|defaultLookup|loadLibrary|findOrThrow"));
        assertThat(contents(GENERATED).get(Path.of("io", "github", "jwasi", "bindings", "Wasmtime.java")))
                .containsOnlyOnce("SYMBOL_LOOKUP = NativeLibrary.lookup();");
    }

    @Test
    void haveOnlyFunctionsThatTheLibraryHas() throws IOException {
        NativeLibrary.load();
        assertThat(Files.readAllLines(Path.of("includes.txt")))
                .filteredOn(line -> line.startsWith("--include-function "))
                .hasSizeGreaterThan(50)
                .allSatisfy(line -> assertThat(NativeLibrary.lookup().find(line.substring(line.indexOf(' ') + 1)))
                        .as(line)
                        .isPresent());
    }

    private static void assertNoneContains(Pattern pattern) {
        try {
            contents(GENERATED)
                    .forEach(
                            (file, text) -> assertThat(text).as(file.toString()).doesNotContainPattern(pattern));
        } catch (IOException e) {
            fail(e);
        }
    }

    private static Map<Path, String> contents(Path root) throws IOException {
        var contents = new TreeMap<Path, String>();
        try (var files = Files.walk(root)) {
            for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.put(root.relativize(file), Files.readString(file, StandardCharsets.UTF_8));
            }
        }
        assertThat(contents).isNotEmpty();
        return contents;
    }
}
