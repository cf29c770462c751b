package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests of real compilers, run by the jwasi command. */
@Timeout(300)
class GuestsTest {
    private static final Path GUESTS = Path.of("guests");

    @TempDir
    private Path work;

    @ParameterizedTest
    @ValueSource(strings = {"rust-args", "zig-args", "assemblyscript-args"})
    void seesItsArgumentsAndEnvironmentAndExits(String name) throws Exception {
        assertSeesItsArguments(GUESTS.resolve(name).resolve(name + ".wasm"));
    }

    @Test
    void goSeesItsArgumentsAndEnvironmentAndExits() throws Exception {
        assertSeesItsArguments(build("go-args"));
    }

    private static void assertSeesItsArguments(Path guest) throws Exception {
        var result = Processes.jwasi(
                "", List.of("run", "--env", "LANG=C.UTF-8", guest.toString(), "42", "two words", "--ä"));
        assertThat(result)
                .isEqualTo(new Processes.Result(
                        42, "arg " + guest.getFileName() + "\narg 42\narg two words\narg --ä\nenv LANG=C.UTF-8\n", ""));
    }

    /** Go's programs have more than two megabytes, too many for the tree. */
    private Path build(String name) throws Exception {
        var script = Path.of("..", "scripts", "build-guests.sh").toString();
        var result = Processes.run(new ProcessBuilder(script, "--out", work.toString(), name), "");
        if (result.stderr().contains(" is missing: ")) {
            System.out.println("skipped: " + result.stderr().strip());
            abort(result.stderr());
        }
        assertThat(result.status()).as(result.stderr()).isZero();
        return work.resolve(name + ".wasm");
    }

    @Test
    void cReadsAndWritesFiles() throws Exception {
        Files.writeString(work.resolve("input.txt"), "some notes\n");
        var guest = GUESTS.resolve("c-files").resolve("c-files.wasm").toString();
        var result = Processes.jwasi(
                "", List.of("run", "--dir", work + "::/sandbox", "--env", "A=b", guest, "--", "/sandbox", "7"));
        assertThat(result).isEqualTo(new Processes.Result(7, "arg c-files.wasm\narg /sandbox\narg 7\nenv A=b\n", ""));
        assertThat(work.resolve("output.txt")).hasContent("SOME NOTES\n");
    }

    @Test
    void cSeesThatADirectoryIsReadOnly() throws Exception {
        Files.writeString(work.resolve("input.txt"), "some notes\n");
        var guest = GUESTS.resolve("c-files").resolve("c-files.wasm").toString();
        var result = Processes.jwasi("", List.of("run", "--dir", work + "::/sandbox:ro", guest, "/sandbox"));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.stderr()).isEqualTo("/sandbox/output.txt: Operation not permitted\n");
        assertThat(work.resolve("output.txt")).doesNotExist();
    }

    @Test
    void cDoesTheSameWithTheSameSeedAndAVirtualClock() throws Exception {
        var first = chance("1");
        assertThat(first.status()).as(first.stderr()).isZero();
        assertThat(first.stdout())
                .contains("began 2026-01-31 12:00:00\n")
                .contains("slept 5400 s\n")
                .contains("woke 2026-01-31 15:00:00\n")
                .contains("waited 1000 us\n");
        assertThat(chance("1")).isEqualTo(first);
        assertThat(chance("2").stdout()).isNotEqualTo(first.stdout());
    }

    private static Processes.Result chance(String seed) throws Exception {
        var guest = GUESTS.resolve("chance").resolve("chance.wasm").toString();
        return Processes.jwasi(
                "", List.of("run", "--random-seed", seed, "--virtual-clock", "2026-01-31T12:00:00Z", guest));
    }

    @Test
    void aReactorIsInitialisedBeforeAFunctionOfItIsCalled() throws Exception {
        var guest = GUESTS.resolve("reactor").resolve("reactor.wasm").toString();
        assertThat(Processes.jwasi("", List.of("run", "--invoke", "count", guest)))
                .isEqualTo(new Processes.Result(0, "42\n", ""));
        assertThat(Processes.jwasi("", List.of("run", "--invoke", "scale", guest, "1.5", "-2")))
                .isEqualTo(new Processes.Result(0, "-3.0\n", ""));
        assertThat(Processes.jwasi("", List.of("run", guest))).isEqualTo(new Processes.Result(0, "", ""));
    }
}
