package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The options of a {@code WASI}, by the rules of Node's. */
@Timeout(60)
class WasiBuilderTest {
    /** Puts the count and the bytes of its arguments at 0 and 4, and those of its environment at 8 and 12. */
    private static final String SIZES = """
            (module
              (import "wasi_snapshot_preview1" "args_sizes_get" (func $args (param i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "environ_sizes_get" (func $environ (param i32 i32) (result i32)))
              (memory (export "memory") 1)
              (func (export "_start")
                (drop (call $args (i32.const 0) (i32.const 4)))
                (drop (call $environ (i32.const 8) (i32.const 12)))))
            """;

    @Test
    void nullIsNamed() {
        var builder = WASI.builder();
        var nullValue = new HashMap<String, String>();
        nullValue.put("A", null);
        assertThatThrownBy(() -> builder.version((WASI.Version) null)).hasMessage("version");
        assertThatThrownBy(() -> builder.version((String) null)).hasMessage("version");
        assertThatThrownBy(() -> builder.args((List<String>) null)).hasMessage("args");
        assertThatThrownBy(() -> builder.args(Arrays.asList("a", "b", null))).hasMessage("args[2]");
        assertThatThrownBy(() -> builder.args((String[]) null)).hasMessage("args");
        assertThatThrownBy(() -> builder.args("a", null)).hasMessage("args[1]");
        assertThatThrownBy(() -> builder.env(null)).hasMessage("env");
        assertThatThrownBy(() -> builder.env(nullValue)).hasMessage("env.A");
        assertThatThrownBy(() -> builder.preopens(null)).hasMessage("preopens");
        assertThatThrownBy(() -> builder.stdin(null)).hasMessage("stdin");
    }

    @Test
    void aBuilderMayBuildSeveralWithoutChangingTheFirst() {
        var output = Output.capture();
        var builder = WASI.builder()
                .version(WASI.Version.PREVIEW1)
                .stdin(Input.of("same".getBytes(StandardCharsets.UTF_8)))
                .stdout(output);
        try (var module = WebAssembly.compileText(Guests.CAT);
                var first = builder.build();
                var second = builder.build();
                var old = builder.version(WASI.Version.UNSTABLE).build()) {
            assertThat(first.getImportObject()).containsOnlyKeys("wasi_snapshot_preview1");
            assertThat(old.getImportObject()).containsOnlyKeys("wasi_unstable");
            for (var wasi : List.of(first, second)) {
                try (var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
                    assertThat(wasi.start(instance)).isZero();
                }
            }
        }
        assertThat(output.text()).isEqualTo("samesame");
    }

    @Test
    void theVersionIsRequiredAndKnown() {
        assertThatThrownBy(() -> WASI.builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("options.version is required");
        for (var text : List.of("", "not_a_version", "preview2", "PREVIEW1")) {
            assertThatThrownBy(() -> WASI.builder().version(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("unsupported WASI version: '" + text + "'");
        }
        assertThat(WASI.Version.of("preview1")).isEqualTo(WASI.Version.PREVIEW1);
        assertThat(WASI.Version.of("unstable")).isEqualTo(WASI.Version.UNSTABLE);
    }

    @Test
    void textsThatNoGuestCanHaveAreRefused() {
        var builder = WASI.builder();
        assertThatThrownBy(() -> builder.args("a", "b\0c")).hasMessage("args[1] contains a NUL");
        assertThatThrownBy(() -> builder.env("A", "b\0c")).hasMessage("env.A contains a NUL");
        assertThatThrownBy(() -> builder.env("A=B", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.env("", "c")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("", Path.of("."))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("/a\0", Path.of("."))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.preopen("/a", Path.of(".")).preopen("/a", Path.of("..")))
                .hasMessageContaining("given twice");
    }

    @Test
    void aPreopenHasToBeADirectory(@TempDir Path folder) throws Exception {
        var file = Files.writeString(folder.resolve("file"), "x");
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .preopen("/a", folder.resolve("no"))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("no");
        assertThatThrownBy(() ->
                        WASI.builder().version("preview1").preopen("/a", file).build())
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NotDirectoryException.class);
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stdin(Input.of(folder))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stdout(Output.to(folder))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(folder.toString());
    }

    @Test
    void argumentsAndVariablesAreCopied() {
        var args = new ArrayList<>(List.of("a"));
        var env = new HashMap<>(Map.of("A", "1"));
        var builder = WASI.builder().version("preview1").args(args).env(env);
        args.add("b");
        env.put("B", "2");
        try (var wasi = builder.build();
                var module = WebAssembly.compileText(SIZES);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            wasi.start(instance);
            assertThat(instance.memory("memory").readInt(0)).isEqualTo(1);
            assertThat(instance.memory("memory").readInt(8)).isEqualTo(1);
        }
    }

    @Test
    void tenThousandArgumentsAndAllOfUnicodeArrive() {
        var args = new String[10_000];
        Arrays.fill(args, "ä€𝄞");
        try (var wasi = WASI.builder()
                        .version("preview1")
                        .args(args)
                        .env("Ü", "ß")
                        .build();
                var module = WebAssembly.compileText(SIZES);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
            var memory = instance.memory("memory");
            assertThat(memory.readInt(0)).isEqualTo(10_000);
            assertThat(memory.readInt(4)).isEqualTo(10_000 * (2 + 3 + 4 + 1));
            assertThat(memory.readInt(8))
                    .as("nothing of the host's environment")
                    .isEqualTo(1);
            assertThat(memory.readInt(12)).isEqualTo("Ü=ß".length() + 2 + 1);
        }
    }

    @Test
    void preopensGetTheirDescriptorsInOrder(@TempDir Path folder) {
        var preopens = new LinkedHashMap<String, Path>();
        preopens.put("/z", folder);
        preopens.put("/a", folder);
        preopens.put("m", folder);
        try (var wasi = WASI.builder().version("preview1").preopens(preopens).build();
                var module = WebAssembly.compileText("""
                        (module
                          (import "wasi_snapshot_preview1" "fd_prestat_dir_name"
                            (func $name (param i32 i32 i32) (result i32)))
                          (import "wasi_snapshot_preview1" "fd_prestat_get" (func $get (param i32 i32) (result i32)))
                          (memory (export "memory") 1)
                          (func (export "name") (param $fd i32) (result i32)
                            (drop (call $get (local.get $fd) (i32.const 0)))
                            (call $name (local.get $fd) (i32.const 8) (i32.load (i32.const 4)))))
                        """);
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            var memory = instance.memory("memory");
            var names = new ArrayList<String>();
            for (int descriptor = 3; descriptor < 6; descriptor++) {
                assertThat(instance.function("name").call(descriptor)).isEqualTo(0);
                names.add(memory.readString(8, memory.readInt(4)));
            }
            assertThat(names).containsExactly("/z", "/a", "m");
            int badf = 8;
            assertThat(instance.function("name").call(6)).isEqualTo(badf);
        }
    }
}
