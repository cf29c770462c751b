package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EngineFlagsTest {
    private static final Cli.Result EXPECTED = new Cli.Result(0, "old\nnew\n", "");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"-O0", "-O2", "-Os", "--compiler=cranelift", "--wasm=no-gc", "--wasm=wide-arithmetic"})
    void leaveTheGuestsOutputAlone(String option) {
        assertThat(jwasi("run", option, guest("mixed.wat")).run()).isEqualTo(EXPECTED);
    }

    @Test
    @EnabledOnOs(architectures = {"amd64", "x86_64", "aarch64"})
    void theBaselineCompilerRunsGuests() throws IOException {
        assertThat(jwasi("run", "-O", "0", "--compiler", "winch", guest("mixed.wat"))
                        .run())
                .isEqualTo(EXPECTED);
        var code = folder.resolve("mixed.cwasm").toString();
        assertThat(jwasi("compile", "--compiler=winch", guest("mixed.wat"), "-o", code)
                        .run()
                        .status())
                .isZero();
        assertThat(jwasi("run", "--allow-precompiled", "--compiler=winch", code).run())
                .isEqualTo(EXPECTED);
        var other = jwasi("run", "--allow-precompiled", code).run();
        assertThat(other.status()).isEqualTo(1);
        assertThat(other.err()).startsWith("jwasi: " + code + ": ").contains("--compiler");
    }

    @Test
    void anExtensionThatIsOffIsRefused() throws IOException {
        var vectors = Files.writeString(
                folder.resolve("vectors.wat"), "(module (func (export \"_start\") (drop (v128.const i64x2 1 2))))");
        var result = jwasi("run", "--wasm=no-simd", vectors.toString()).run();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).startsWith("jwasi: " + vectors + ": ").contains("SIMD");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void aProfilerGetsAFile() {
        var result = jwasi("run", "--no-cache", "--profiler=jitdump", guest("mixed.wat"))
                .in(folder)
                .run();
        assertThat(result).isEqualTo(EXPECTED);
        assertThat(folder).isDirectoryContaining("glob:**/jit-*.dump");
    }

    @Test
    void whatDoesNotGoTogetherIsNamed() {
        var result = jwasi("run", "--compiler=winch", "--wasm=gc", guest("mixed.wat"))
                .run();
        assertThat(result).isEqualTo(new Cli.Result(2, "", """
                        jwasi: options.proposals has GC, which options.compiler WINCH does not compile: CRANELIFT does
                        Try "jwasi run --help".
                        """));
    }

    @Test
    void whatIsUnknownIsNamed() {
        for (var words : List.of(
                List.of("-O9", "'9' is no level: give 0, 2 or s"),
                List.of("--compiler=gcc", "'gcc' is no compiler: there are cranelift, winch"),
                List.of("--wasm=no-such", "'such' is no extension of WebAssembly: there are multi-value, "),
                List.of("--profiler=gprof", "'gprof' is no profiler: there are none, jitdump, vtune, perfmap"))) {
            var result = jwasi("run", words.getFirst(), guest("mixed.wat")).run();
            assertThat(result.status()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("jwasi: ").contains(words.getLast());
        }
    }
}
