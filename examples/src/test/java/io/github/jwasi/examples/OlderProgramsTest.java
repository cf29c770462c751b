package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of one package, run by the jwasi command: SQLite for preview 0, and a Ruby that is a command. */
@Timeout(300)
class OlderProgramsTest {
    private static Path programs;

    @TempDir
    private Path work;

    @BeforeAll
    static void fetch() throws Exception {
        programs = RealPrograms.fetch("runno").resolve("dist").resolve("langs");
    }

    @Test
    void sqliteOfPreview0Answers() throws Exception {
        var result = Processes.jwasi(
                "select 6*7; select sqlite_version();", List.of("run", program("sqlite.wasm"), "-batch"));
        assertThat(result).isEqualTo(new Processes.Result(0, "42\n3.26.0\n", ""));
    }

    @Test
    void sqliteOfPreview0KeepsADatabaseInAFile() throws Exception {
        var options = List.of("run", "--dir", work + "::/", program("sqlite.wasm"), "-batch", "/test.db");
        assertThat(Processes.jwasi("create table t(x); insert into t values (1), (41);", options)
                        .status())
                .isZero();
        assertThat(Processes.jwasi("select sum(x) from t;", options)).isEqualTo(new Processes.Result(0, "42\n", ""));
        assertThat(Files.readAllBytes(work.resolve("test.db")))
                .startsWith("SQLite format 3".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void rubyRunsWithItsStandardLibraryAndReadsALine() throws Exception {
        var code = "require 'json'; puts JSON.generate({a: [1, ARGV]}), $stdin.gets.upcase; exit 7";
        var result = Processes.jwasi("a line\n", List.of("run", program("ruby-3.2.0.wasm"), "-e", code, "b"));
        assertThat(result).isEqualTo(new Processes.Result(7, "{\"a\":[1,[\"b\"]]}\nA LINE\n", ""));
    }

    private static String program(String name) {
        return programs.resolve(name).toString();
    }
}
