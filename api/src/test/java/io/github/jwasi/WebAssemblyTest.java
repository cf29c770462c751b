package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same module, from wherever it may come. */
@Timeout(60)
class WebAssemblyTest {
    private static final byte[] VALID = Guests.NOTHING.getBytes(StandardCharsets.UTF_8);
    private static final byte[] INVALID = "(module (func (result i32)))".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    @Test
    void isValidatedFromBytesFilesStreamsAndText() throws IOException {
        for (boolean valid : new boolean[] {true, false}) {
            var bytes = valid ? VALID : INVALID;
            assertThat(WebAssembly.validate(bytes)).isEqualTo(valid);
            assertThat(WebAssembly.validate(Files.write(folder.resolve("module"), bytes)))
                    .isEqualTo(valid);
            assertThat(WebAssembly.validate(new ByteArrayInputStream(bytes))).isEqualTo(valid);
            assertThat(WebAssembly.validateText(new String(bytes, StandardCharsets.UTF_8)))
                    .isEqualTo(valid);
        }
    }

    @Test
    void isInstantiatedFromBytesFilesStreamsAndText() throws IOException {
        assertAnswers(WebAssembly.instantiate(VALID, Map.of()));
        assertAnswers(WebAssembly.instantiate(Files.write(folder.resolve("module"), VALID), Map.of()));
        assertAnswers(WebAssembly.instantiate(new ByteArrayInputStream(VALID), Map.of()));
        assertAnswers(WebAssembly.instantiateText(Guests.NOTHING, Map.of()));
    }

    private static void assertAnswers(Instance instance) {
        try (instance) {
            assertThat(instance.function("answer").call()).isEqualTo(42);
        }
    }

    @Test
    void validatingCompilesNothing() throws Exception {
        var cache = folder.resolve("cache");
        var file = Files.writeString(folder.resolve("module.wat"), Guests.NOTHING);
        try (var engine = Engine.create(EngineOptions.DEFAULT.withCache(cache))) {
            assertThat(engine.validate(file)).isTrue();
            assertThat(engine.validate(Files.newInputStream(file))).isTrue();
            assertThat(engine.validate(folder)).as("a folder").isFalse();
            assertThat(cache).doesNotExist();
            engine.compile(file).close();
            assertThat(cache).isNotEmptyDirectory();
        }
    }
}
