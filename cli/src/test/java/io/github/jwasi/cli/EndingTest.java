package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Guests that do not end by themselves. */
class EndingTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @DisabledOnOs(OS.WINDOWS)
    @CsvSource({
        "INT, 130, loop.wat",
        "INT, 130, sleep.wat",
        "INT, 130, read.wat",
        "TERM, 143, loop.wat",
        "TERM, 143, sleep.wat",
        "TERM, 143, read.wat",
        "HUP, 129, loop.wat"
    })
    void aSignalEndsTheGuest(String signal, int status, String guest) throws IOException {
        assumeThat(isIgnored(signal))
                .as("the parent process lets children ignore SIG" + signal)
                .isFalse();
        var process = jwasi("run", guest(guest)).start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");

            signal(process, signal);

            assertThat(Cli.status(process)).isEqualTo(status);
            assertThat(process.errorReader().readLine()).isNull();
        } finally {
            process.destroyForcibly();
        }
    }

    /** As below {@code nohup}. */
    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aSignalThatTheParentIgnoresIsIgnored() throws IOException {
        var process = jwasi("run", guest("read.wat"))
                .inShell("trap '' HUP; exec \"$@\"")
                .start();
        try {
            assertThat(process.inputReader().readLine()).isEqualTo("ready");

            signal(process, "HUP");
            process.getOutputStream().close();

            assertThat(Cli.status(process)).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"loop.wat", "sleep.wat", "read.wat"})
    void aTimeoutEndsTheGuest(String guest) throws IOException {
        var process = jwasi("run", "--timeout", "300ms", guest(guest)).start();
        try {
            // Its stdin stays open.
            assertThat(Cli.status(process)).isEqualTo(124);
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
            assertThat(process.errorReader().lines())
                    .first()
                    .isEqualTo("jwasi: the guest ran longer than the timeout of 0.3s");
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void aTimeoutEndsAGuestThatWaitsInTheOperatingSystem() {
        var result = jwasi("run", "--timeout", "300ms", "--dir", ".", guest("open.wat"))
                .in(folder)
                .inShell("mkfifo pipe && exec \"$@\"")
                .run();

        assertThat(result)
                .isEqualTo(new Cli.Result(124, "ready\n", "jwasi: the guest ran longer than the timeout of 0.3s\n"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aTimeoutEndsAGuestWhoseStderrNobodyReads() {
        var result = jwasi("run", "--timeout", "300ms", guest("loop.wat"))
                .in(folder)
                .inShell("""
                        mkfifo full && exec 3<>full
                        dd if=/dev/zero of=full bs=512 oflag=nonblock 2>dd
                        exec "$@" 2>&3
                        """)
                .run();

        assertThat(result).isEqualTo(new Cli.Result(124, "ready\n", ""));
    }

    @Test
    void aGuestInTimeKeepsItsStatus() {
        var result = jwasi("run", "--timeout", "1h", "--fuel", "100000", guest("cat.wat"))
                .stdin("in time")
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "in time", ""));
    }

    @Test
    void fuelEndsTheGuest() {
        var result = jwasi("run", "--fuel", "10000", guest("loop.wat")).run();

        assertThat(result.status()).isEqualTo(134);
        assertThat(result.out()).isEqualTo("ready\n");
        assertThat(result.err().lines())
                .satisfiesExactly(
                        message -> assertThat(message)
                                .isEqualTo("jwasi: trap: out of fuel: all fuel consumed by WebAssembly"),
                        frame -> assertThat(frame).contains("!loop at 0x"));
    }

    @ParameterizedTest
    @CsvSource({"128K, 1, 1", "128K, 2, -1", "64K, 0, 1", "1G, 100, 1"})
    void aMemoryDoesNotGrowBeyondItsLimit(String limit, int pages, int before) {
        var result = jwasi("run", "--max-memory", limit, "--invoke", "grow", guest("traps.wat"), "" + pages)
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, before + "\n", ""));
    }

    @Test
    void aMemoryThatIsTooLargeFromTheBeginningIsRefused() {
        var file = guest("traps.wat");

        var result = jwasi("run", "--max-memory", "10K", file).run();

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err())
                .startsWith("jwasi: " + file + ": the store's memory is limited to 10240 bytes by maxMemory");
    }

    private static void signal(Process process, String signal) throws IOException {
        var kill = new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start();
        assertThat(Cli.status(kill)).isZero();
    }

    /** Whether this process ignores a signal, as one in the background of a shell does, and so its children too. */
    private static boolean isIgnored(String signal) throws IOException {
        var status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        var ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .map(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElseThrow();
        int number = switch (signal) {
            case "HUP" -> 1;
            case "INT" -> 2;
            default -> 15;
        };
        return (ignored >> (number - 1) & 1) != 0;
    }
}
