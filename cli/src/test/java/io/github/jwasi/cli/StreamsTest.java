package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class StreamsTest {
    /** The errno of preview 1 for a full disk. */
    private static final int NO_SPACE = 51;

    @TempDir
    private Path folder;

    @Test
    void stdinGoesToTheGuestAndStdoutComesFromIt() {
        assertThat(jwasi("run", guest("cat.wat")).stdin("Grüße\n").run()).isEqualTo(new Cli.Result(0, "Grüße\n", ""));
    }

    @Test
    void filesStandInForTheStreams() throws IOException {
        Files.writeString(folder.resolve("in"), "input");
        Files.writeString(folder.resolve("out"), "longer than the input");

        var copy = jwasi("run", "--stdin", "in", "--stdout", "out", guest("cat.wat"))
                .in(folder)
                .run();
        var echo = jwasi("run", "--stderr", "err", "--env", "A=1", guest("echo.wat"))
                .in(folder)
                .run();

        assertThat(copy).isEqualTo(new Cli.Result(0, "", ""));
        assertThat(folder.resolve("out")).hasContent("input");
        assertThat(echo).isEqualTo(new Cli.Result(0, "echo.wat\0", ""));
        assertThat(folder.resolve("err")).hasContent("A=1\0");
    }

    @Test
    void aFileThatCannotBeOpenedIsNamed() {
        var in = jwasi("run", "--stdin", "nowhere", guest("cat.wat")).in(folder).run();
        var out = jwasi("run", "--stdout", "nowhere/out", guest("cat.wat"))
                .in(folder)
                .run();

        assertThat(in).isEqualTo(new Cli.Result(1, "", "jwasi: nowhere: no such file or directory\n"));
        assertThat(out.status()).isEqualTo(1);
        assertThat(out.err()).startsWith("jwasi: nowhere/out: ");
    }

    @Test
    void aHundredMegabytesGoThrough() throws IOException {
        var file = folder.resolve("in");
        writeLarge(file);

        var files = jwasi("run", "--stdin", "in", "--stdout", "out", guest("cat.wat"))
                .in(folder)
                .run();
        var pipes = jwasi("run", guest("cat.wat"))
                .in(folder)
                .inShell("cat in | \"$@\" | cmp - in")
                .run();

        assertThat(files).isEqualTo(new Cli.Result(0, "", ""));
        assertThat(Files.mismatch(file, folder.resolve("out"))).isEqualTo(-1);
        assertThat(pipes).isEqualTo(new Cli.Result(0, "", ""));
    }

    private static void writeLarge(Path file) throws IOException {
        var random = new Random(1);
        var megabyte = new byte[1 << 20];
        try (var stream = Files.newOutputStream(file)) {
            for (int i = 0; i < 100; i++) {
                random.nextBytes(megabyte);
                stream.write(megabyte);
            }
        }
    }

    @Test
    void aReaderThatGoesEndsTheGuest() {
        var result = jwasi("run", guest("yes.wat"))
                .inShell("{ \"$@\"; echo $? >&2; } | head -n 1")
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "y\n", "141\n"));
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aFullDiskIsToldToTheGuest() {
        var result = jwasi("run", "--stdout", "/dev/full", guest("cat.wat"))
                .stdin("too much")
                .run();

        assertThat(result).isEqualTo(new Cli.Result(NO_SPACE, "", ""));
    }
}
