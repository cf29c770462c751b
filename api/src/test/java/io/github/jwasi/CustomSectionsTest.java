package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The custom sections of modules. */
@Timeout(60)
class CustomSectionsTest {
    private static final String WAT = """
            (module
              (@custom "one" (before type) "first")
              (@custom "é" (after code) "\\ff\\00")
              (@custom "one" "second")
              (@custom "empty" "")
              (func (export "one")))
            """;

    @TempDir
    private Path folder;

    @Test
    void theyComeInTheOrderOfTheModule() {
        try (var module = WebAssembly.compileText(WAT)) {
            assertThat(module.customSections("one"))
                    .containsExactly(
                            "first".getBytes(StandardCharsets.UTF_8), "second".getBytes(StandardCharsets.UTF_8));
            assertThat(module.customSections("é")).containsExactly(new byte[] {-1, 0});
            assertThat(module.customSections("empty")).containsExactly(new byte[0]);
            assertThat(module.customSections("on")).isEmpty();
            assertThat(module.customSections("")).isEmpty();
        }
    }

    @Test
    void theyAreCopies() {
        try (var module = WebAssembly.compileText(WAT)) {
            module.customSections("one").getFirst()[0] = 'F';
            assertThat(module.customSections("one").getFirst()).startsWith('f');
        }
    }

    @Test
    void aModuleOutOfTheCacheHasThem() {
        for (int i = 0; i < 2; i++) {
            try (var engine = Engine.create(EngineOptions.DEFAULT.withCache(folder));
                    var module = engine.compile(WAT.getBytes(StandardCharsets.UTF_8))) {
                assertThat(module.customSections("one")).hasSize(2);
            }
        }
    }

    @Test
    void machineCodeHasNone() throws Exception {
        Path file;
        try (var module = WebAssembly.compileText(WAT)) {
            file = Files.write(folder.resolve("one.cwasm"), module.serialize());
        }
        try (var loaded = Engine.shared().deserialize(file)) {
            assertThatThrownBy(() -> loaded.customSections("one"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("machine code");
        }
    }

    @Test
    void aClosedModuleHasNone() {
        var module = WebAssembly.compileText(WAT);
        assertThatThrownBy(() -> module.customSections(null)).hasMessage("name");
        module.close();
        assertThatThrownBy(() -> module.customSections("one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the module is closed");
    }
}
