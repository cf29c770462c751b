package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Guests that fail, each in its own way: every one ends the command with a status and a line that says why. */
@Timeout(120)
class FaultsTest {
    private static final Path FAULTS = Path.of("guests", "faults");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bad-call | 134 | jwasi: trap: bad signature",
                "bad-pointers | 61 | ''",
                "callback | 1 | missing import env.callback: function (i32) -> (i32)",
                "close-stdio | 8 | ''",
                "component | 1 | is a component",
                "division-by-zero | 134 | jwasi: trap: integer division by zero",
                "grow | 0 | ''",
                "loop | 124 | the timeout",
                "memory-is-function | 1 | instance.exports.memory must be a Memory",
                "missing-import | 1 | missing import env.missing: function (i32) -> (i64)",
                "no-entry | 1 | exports neither _start nor _initialize",
                "no-memory | 1 | instance.exports.memory must be a Memory",
                "out-of-bounds | 134 | jwasi: trap: memory out of bounds",
                "recursion | 134 | jwasi: trap: stack overflow",
                "sleep | 124 | the timeout",
                "start-and-initialize | 1 | instance.exports._initialize must be absent",
                "start-function-traps | 134 | jwasi: trap: unreachable",
                "start-is-global | 1 | instance.exports._start must be a function",
                "start-with-parameter | 1 | takes 1 arguments",
                "unknown-wasi-function | 1 | missing import wasi_snapshot_preview1.fd_teleport",
                "unreachable | 134 | jwasi: trap: unreachable",
                "wrong-import-type | 1 | fd_write"
            })
    void endsWithAStatusAndALine(String guest, int status, String message) throws Exception {
        var result = Processes.jwasi(
                "",
                List.of(
                        "run",
                        "--timeout",
                        "2s",
                        "--max-memory",
                        "64M",
                        FAULTS.resolve(guest + ".wat").toString()));
        assertThat(result.status()).as(result.stderr()).isEqualTo(status);
        assertThat(result.stderr()).contains(message).doesNotContain("Exception");
        assertThat(result.stdout()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"3, 3", "256, 1", "-1, 255", "4294967295, 255", "0, 0"})
    void exitsWithTheGuestsCode(String code, int status) throws Exception {
        var result =
                Processes.jwasi("", List.of("run", FAULTS.resolve("exit.wat").toString(), "--", code));
        assertThat(result).isEqualTo(new Processes.Result(status, "", ""));
    }

    @Test
    void everyFaultIsTested() throws Exception {
        var source = Files.readString(
                Path.of("src", "test", "java", "io", "github", "jwasi", "examples", "FaultsTest.java"));
        try (var files = Files.list(FAULTS)) {
            var names = files.map(file -> file.getFileName().toString().replace(".wat", ""))
                    .filter(name -> !name.equals("read-stdin"))
                    .collect(Collectors.toSet());
            assertThat(names).hasSizeGreaterThan(20).allMatch(source::contains);
        }
    }
}
