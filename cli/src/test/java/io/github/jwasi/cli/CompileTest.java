package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CompileTest {
    private static final String AGAIN =
            "; compile it with this version of jwasi, and with the same of --fuel, --timeout, --compiler and --wasm as it "
                    + "is run with\n";

    @TempDir
    private Path folder;

    @BeforeEach
    void copyTheGuest() throws IOException {
        Files.copy(Path.of(guest("mixed.wat")), folder.resolve("mixed.wat"));
    }

    @Test
    void theMachineCodeGoesBesideTheFileAndRunsIfItIsTrusted() {
        var compiled = run("compile", "mixed.wat");
        var refused = run("run", "mixed.cwasm");
        var trusted = run("run", "--allow-precompiled", "mixed.cwasm");

        assertThat(compiled).isEqualTo(new Cli.Result(0, "", ""));
        assertThat(folder.resolve("mixed.cwasm")).isNotEmptyFile();
        assertThat(folder).isDirectoryNotContaining(file -> file.toString().endsWith(".tmp"));
        assertThat(refused)
                .isEqualTo(new Cli.Result(
                        1,
                        "",
                        "jwasi: mixed.cwasm: is machine code, which no sandbox confines; if you trust it, because "
                                + "\"jwasi compile\" made it for you, add --allow-precompiled\n"));
        assertThat(trusted).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }

    @Test
    void theOptionsOfARunHaveToFit() {
        run("compile", "mixed.wat", "-o", "plain");
        run("compile", "--fuel", "--timeout", "mixed.wat", "--output", "limited");

        var plainWithTimeout = run("run", "--allow-precompiled", "--timeout", "1h", "plain");
        var limitedWithout = run("run", "--allow-precompiled", "limited");
        var limitedWith = run("run", "--allow-precompiled", "--timeout", "1h", "--fuel", "10000", "limited");

        assertThat(plainWithTimeout.status()).isEqualTo(1);
        assertThat(plainWithTimeout.err())
                .startsWith("jwasi: plain: ")
                .contains("compiled without epoch interruption but it is enabled")
                .endsWith(AGAIN);
        assertThat(limitedWithout.status()).isEqualTo(1);
        assertThat(limitedWithout.err())
                .startsWith("jwasi: limited: ")
                .contains("compiled with fuel support but it is not enabled")
                .endsWith(AGAIN);
        assertThat(limitedWith).isEqualTo(new Cli.Result(0, "old\nnew\n", ""));
    }

    @Test
    void otherMachineCodeIsRefused() throws IOException {
        Files.writeString(folder.resolve("garbage"), "\177ELF garbage", StandardCharsets.ISO_8859_1);

        var garbage = run("run", "--allow-precompiled", "garbage");
        var compiled = run("compile", "garbage");

        assertThat(garbage.status()).isEqualTo(1);
        assertThat(garbage.err())
                .startsWith("jwasi: garbage: is no module that this engine compiled")
                .endsWith(AGAIN);
        assertThat(compiled)
                .isEqualTo(new Cli.Result(1, "", "jwasi: garbage: is machine code already, and not a module\n"));
    }

    @Test
    void anUnusableTargetIsToldBeforeCompiling() {
        var folderAsTarget = run("compile", "nowhere.wat", "-o", ".");
        var missingFolder = run("compile", "nowhere.wat", "-o", "nowhere/mixed.cwasm");

        assertThat(folderAsTarget).isEqualTo(new Cli.Result(1, "", "jwasi: .: is a directory; name a file with -o\n"));
        assertThat(missingFolder.status()).isEqualTo(1);
        assertThat(missingFolder.err())
                .startsWith("jwasi: nowhere/mixed.cwasm: cannot be written, as there is no directory ");
    }

    @Test
    void anOlderTargetIsReplacedAndALinkIsKept() throws IOException {
        var target = Files.writeString(folder.resolve("mixed.cwasm"), "older");
        var linked = Files.writeString(folder.resolve("linked"), "older");
        var link = Files.createSymbolicLink(folder.resolve("link"), Path.of("linked"));

        run("compile", "mixed.wat");
        run("compile", "mixed.wat", "-o", "link");

        assertThat(Files.size(target)).isGreaterThan(1000);
        assertThat(link).isSymbolicLink();
        assertThat(Files.mismatch(target, linked)).isEqualTo(-1);
    }

    private Cli.Result run(String... words) {
        return jwasi(words).in(folder).run();
    }
}
