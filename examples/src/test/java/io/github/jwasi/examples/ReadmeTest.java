package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The Java of the README compiles and does what the README says. */
@Timeout(60)
class ReadmeTest {
    private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void theFirstProgramRunsTheGuest() throws Exception {
        var block = JAVA.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(block.find()).isTrue();
        Files.writeString(folder.resolve("Cat.java"), block.group(1));
        assertThat(block.find()).as("a second program, which no test runs").isFalse();
        Files.createDirectory(folder.resolve("data"));
        Files.writeString(folder.resolve("data").resolve("input.txt"), "notes\n");
        var guest = Path.of("guests", "c-files", "c-files.wasm");
        Files.createDirectories(folder.resolve("examples").resolve(guest).getParent());
        Files.copy(guest, folder.resolve("examples").resolve(guest));

        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var result = Processes.run(
                new ProcessBuilder(List.of(
                                java,
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                "Cat.java"))
                        .directory(folder.toFile()),
                "");
        assertThat(result)
                .isEqualTo(new Processes.Result(7, "arg c-files\narg /sandbox\narg 7\nenv LANG=C.UTF-8\n", ""));
        assertThat(folder.resolve("data").resolve("output.txt")).hasContent("NOTES\n");
    }
}
