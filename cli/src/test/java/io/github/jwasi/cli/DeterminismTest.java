package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs that can be had again. */
@Timeout(120)
class DeterminismTest {
    private static final String START = "2026-01-31T12:00:00Z";

    @TempDir
    private Path folder;

    private byte[] run(String seed) throws IOException {
        var result = jwasi(
                        "run", "--random-seed", seed, "--virtual-clock", START, "--stdout", "out", guest("chance.wat"))
                .in(folder)
                .run();
        assertThat(result).isEqualTo(new Cli.Result(0, "", ""));
        return Files.readAllBytes(folder.resolve("out"));
    }

    @Test
    void theSameSeedAndTimeGiveTheSameBytesAndASleepTakesNoTime() throws IOException {
        var first = run("7");

        assertThat(first).hasSize(32).isEqualTo(run("7")).isNotEqualTo(run("-8"));
        var times = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(times.getLong(16) / 1_000_000_000)
                .isEqualTo(Instant.parse(START).getEpochSecond() + 3600);
        assertThat(times.getLong(24) / 1_000_000_000).isEqualTo(3600);
    }
}
