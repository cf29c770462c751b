package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Compiled modules as bytes, and what is said of bytes that are none. */
@Timeout(60)
class SerializedModuleTest {
    @TempDir
    private Path folder;

    private static byte[] serialized() {
        try (var module = WebAssembly.compileText(Guests.NOTHING)) {
            return module.serialize();
        }
    }

    private static void assertAnswers(Module module) {
        try (module;
                var instance = WebAssembly.instantiate(module)) {
            assertThat(instance.function("answer").call()).isEqualTo(42);
        }
    }

    private static void assertRefused(ThrowingCallable load, String message) {
        assertThatThrownBy(load).isInstanceOf(CompileException.class).hasMessageContaining(message);
    }

    @Test
    void areLoadedFromBytesAndFiles() throws Exception {
        var bytes = serialized();
        var file = Files.write(folder.resolve("ä.cwasm"), bytes);
        assertAnswers(Engine.shared().deserialize(bytes));
        assertAnswers(Engine.shared().deserialize(file));
        try (var module = Engine.shared().deserialize(file)) {
            assertAnswers(Engine.shared().deserialize(module.serialize()));
            assertThat(module.exports()).hasSize(3);
        }
        try (var other = Engine.create(EngineOptions.DEFAULT)) {
            other.deserialize(file).close();
        }
    }

    @Test
    void areRefusedByAnEngineWithOtherOptions() throws Exception {
        var bytes = serialized();
        var file = Files.write(folder.resolve("module.cwasm"), bytes);
        for (var options : List.of(
                EngineOptions.DEFAULT.withFuel(true),
                EngineOptions.DEFAULT.withInterruptible(true),
                EngineOptions.DEFAULT.withMemoryReservation(0),
                EngineOptions.DEFAULT.withCompiler(EngineOptions.Compiler.WINCH))) {
            try (var other = Engine.create(options)) {
                assertRefused(() -> other.deserialize(bytes), "is no module that this engine compiled");
                assertRefused(() -> other.deserialize(file), file + ": is no module that this engine compiled");
            }
        }
    }

    @Test
    void areRefusedWhenTheyAreNone() throws Exception {
        var wasm = new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0};
        assertRefused(() -> Engine.shared().deserialize(new byte[0]), "is empty");
        for (var garbage : List.of(
                new byte[1], new byte[4], new byte[5000], wasm, Guests.NOTHING.getBytes(StandardCharsets.UTF_8))) {
            var file = Files.write(folder.resolve("garbage"), garbage);
            assertRefused(() -> Engine.shared().deserialize(garbage), "is no module that this engine compiled");
            assertRefused(() -> Engine.shared().deserialize(file), file + ": is no module");
        }
        assertThatThrownBy(() -> Engine.shared().deserialize(folder.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void areRefusedWhenTruncated() {
        var bytes = serialized();
        for (int length = 1; length < bytes.length; length += 37) {
            var prefix = Arrays.copyOf(bytes, length);
            assertRefused(() -> Engine.shared().deserialize(prefix), "its checksum is wrong");
        }
    }

    @Test
    void areRefusedWhenABitIsWrong() {
        var bytes = serialized();
        for (int position = 0; position < bytes.length; position += 7) {
            var spoilt = bytes.clone();
            spoilt[position] ^= (byte) (1 << position % 8);
            assertRefused(() -> Engine.shared().deserialize(spoilt), "its checksum is wrong");
        }
    }

    /** As a library of another version would have written them. */
    @Test
    void areRefusedWhenTheVersionIsAnother() {
        var bytes = serialized();
        var version = Engine.version().replaceFirst("[.].*", "");
        int position = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(version);
        assertThat(position).as("where the version stands").isPositive();
        bytes[position + version.length() - 1] ^= 1;
        checksum(bytes);
        assertRefused(() -> Engine.shared().deserialize(bytes), "version");
    }

    @Test
    void areRefusedWhenTheFormatIsAnother() {
        var bytes = serialized();
        bytes[0] = 0;
        checksum(bytes);
        assertRefused(() -> Engine.shared().deserialize(bytes), "is no module that this engine compiled");
    }

    private static void checksum(byte[] bytes) {
        var checksum = new java.util.zip.CRC32C();
        checksum.update(bytes, 0, bytes.length - 4);
        java.nio.ByteBuffer.wrap(bytes).order(java.nio.ByteOrder.nativeOrder()).putInt(bytes.length - 4, (int)
                checksum.getValue());
    }

    @Test
    void needAnOpenModule() {
        var module = WebAssembly.compileText(Guests.NOTHING);
        module.close();
        assertThatThrownBy(module::serialize)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the module is closed");
    }
}
