package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {
    @TempDir
    private Path folder;

    @Test
    void showsWhatAModuleIs() {
        assertThat(jwasi("inspect", guest("mixed.wat")).run()).isEqualTo(new Cli.Result(0, """
                kind: command (_start)
                WASI: preview1 (wasi_snapshot_preview1), unstable (wasi_unstable)
                memories:
                  exported memory: memory 1.. pages
                imports:
                  wasi_unstable.fd_write: function (i32, i32, i32, i32) -> (i32)
                  wasi_snapshot_preview1.fd_write: function (i32, i32, i32, i32) -> (i32)
                exports:
                  memory: memory 1.. pages
                  _start: function () -> ()
                """, ""));
    }

    @Test
    void showsAModuleThatWantsMoreThanWasi() throws IOException {
        Files.writeString(folder.resolve("library.wat"), """
                (module
                  (import "env" "memory" (memory 1 2))
                  (import "env" "counter" (global (mut i64)))
                  (table (export "table") 3 funcref)
                  (func (export "f") (param f32) (result f64 i32) unreachable))
                """);

        assertThat(jwasi("inspect", "library.wat").in(folder).run()).isEqualTo(new Cli.Result(0, """
                kind: library, without _start and _initialize
                WASI: none
                memories:
                  imported env.memory: memory 1..2 pages
                imports:
                  env.memory: memory 1..2 pages
                  env.counter: global (mut i64)
                exports:
                  table: table 3.. funcref
                  f: function (f32) -> (f64, i32)
                """, ""));
    }

    @Test
    void tellsAReactor() {
        var result = jwasi("inspect", guest("reactor.wat")).run();

        assertThat(result.status()).isZero();
        assertThat(result.out()).startsWith("kind: reactor (_initialize)\nWASI: preview1 (wasi_snapshot_preview1)\n");
    }

    @Test
    void refusesWhatIsNoModule() {
        var result = jwasi("inspect", "nowhere.wasm").run();

        assertThat(result).isEqualTo(new Cli.Result(1, "", "jwasi: nowhere.wasm: no such file or directory\n"));
    }
}
