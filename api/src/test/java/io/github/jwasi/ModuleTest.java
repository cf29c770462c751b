package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What can be compiled, and what is said of what cannot. */
@Timeout(60)
class ModuleTest {
    /** {@code (module (func (export "answer") (result i32) (i32.const 42)))} in binary. */
    private static final byte[] ANSWER = {
        0, 'a', 's', 'm', 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 2, 1, 0, 7, 10, 1, 6, 'a', 'n', 's', 'w', 'e', 'r',
        0, 0, 10, 6, 1, 4, 0, 0x41, 42, 0x0b
    };

    @TempDir
    private Path folder;

    private static void assertAnswers(Module module) {
        try (module;
                var instance = WebAssembly.instantiate(module)) {
            assertThat(instance.function("answer").call()).isEqualTo(42);
        }
    }

    @Test
    void comesFromBytesFilesStreamsAndText() throws Exception {
        assertAnswers(WebAssembly.compile(ANSWER));
        assertAnswers(WebAssembly.compile(new ByteArrayInputStream(ANSWER)));
        assertAnswers(WebAssembly.compile(Files.write(folder.resolve("ä.wasm"), ANSWER)));
        assertAnswers(WebAssembly.compileText(Guests.NOTHING));
        assertAnswers(
                WebAssembly.compile(Files.writeString(folder.resolve("a.wat"), ";; a comment\n" + Guests.NOTHING)));
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no named pipes in its file system")
    void comesFromAPipe() throws Exception {
        var pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        var writer = CompletableFuture.runAsync(() -> {
            try {
                Files.write(pipe, ANSWER, StandardOpenOption.WRITE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertAnswers(WebAssembly.compile(pipe));
        writer.get();
    }

    @Test
    void everyTruncatedModuleIsRefused() {
        for (int length = 0; length < ANSWER.length; length++) {
            var prefix = Arrays.copyOf(ANSWER, length);
            // After its header a module may end at the end of each section.
            if (length != 8 && length != 15 && WebAssembly.validate(prefix)) {
                throw new AssertionError("valid after " + length + " bytes");
            }
            if (!WebAssembly.validate(prefix)) {
                assertThatThrownBy(() -> WebAssembly.compile(prefix)).isInstanceOf(CompileException.class);
            }
        }
        assertThat(WebAssembly.validate(ANSWER)).isTrue();
    }

    @Test
    void everyTruncatedTextIsRefused() {
        var text = Guests.CAT.strip();
        for (int length = 0; length < text.length(); length++) {
            var prefix = text.substring(0, length);
            assertThat(WebAssembly.validate(prefix.getBytes(StandardCharsets.UTF_8)))
                    .as(prefix)
                    .isFalse();
        }
        assertThat(WebAssembly.validate(text.getBytes(StandardCharsets.UTF_8))).isTrue();
    }

    /** A module with any one byte changed is compiled or refused, and nothing else. */
    @Test
    void everySpoiltByteIsSurvived() {
        int valid = 0;
        for (int position = 0; position < ANSWER.length; position++) {
            for (int value = 0; value < 256; value++) {
                var spoilt = ANSWER.clone();
                spoilt[position] = (byte) value;
                if (WebAssembly.validate(spoilt)) {
                    valid++;
                    WebAssembly.compile(spoilt).close();
                }
            }
        }
        assertThat(valid)
                .as("at least the letters of the export and the number may be others")
                .isGreaterThan(500);
    }

    @Test
    void whatIsNoModuleIsNamed() throws Exception {
        assertRefused(new byte[0], "is empty");
        assertRefused("hello".getBytes(StandardCharsets.UTF_8), "is not a module");
        assertRefused(new byte[] {0, 'a', 's', 'm', 1}, "is truncated");
        assertRefused(new byte[] {0, 'a', 's', 'm', 2, 0, 0, 0}, "version 2");
        assertRefused(new byte[] {0, 'a', 's', 'm', 13, 0, 1, 0}, "is a component");
        assertRefused("(component)".getBytes(StandardCharsets.UTF_8), "is a component");
        assertRefused(new byte[] {0x7f, 'E', 'L', 'F', 0, 0, 0, 0}, "is machine code");
        var file = Files.write(folder.resolve("broken.wasm"), new byte[] {0, 'a', 's', 'm', 1, 0, 0, 0, 1});
        assertThatThrownBy(() -> WebAssembly.compile(file))
                .isInstanceOf(CompileException.class)
                .hasMessageStartingWith(file.toString());
        assertThatThrownBy(() -> WebAssembly.compile(folder))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("is a directory");
        assertThatThrownBy(() -> WebAssembly.compile(folder.resolve("no.wasm")))
                .isInstanceOf(NoSuchFileException.class);
    }

    private static void assertRefused(byte[] bytes, String message) {
        assertThat(WebAssembly.validate(bytes)).isFalse();
        assertThatThrownBy(() -> WebAssembly.compile(bytes))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining(message);
    }

    @Test
    void anErrorInTextHasItsLine() {
        assertThatThrownBy(() -> WebAssembly.compileText("(module\n  (func (result i32)\n    i32.cosnt 1))"))
                .isInstanceOf(CompileException.class)
                .hasMessageContaining("line 3, column 5");
    }

    @Test
    void anErrorInAFileHasItsName() throws Exception {
        var file = Files.writeString(folder.resolve("wrong.wat"), "(module\n(func $f (call $g)))");
        assertThatThrownBy(() -> WebAssembly.compile(file))
                .isInstanceOf(CompileException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining("unknown func")
                .hasMessageContaining("line 2, column 16");
    }

    @Test
    void whatAStreamThrowsComesOut() {
        var thrown = new IOException("mine");
        assertThatThrownBy(() -> WebAssembly.compile(new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw thrown;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) throws IOException {
                        return read();
                    }
                }))
                .isSameAs(thrown);
    }

    @Test
    void nullIsNamed() {
        assertThatThrownBy(() -> WebAssembly.compile((byte[]) null)).hasMessage("bytes");
        assertThatThrownBy(() -> WebAssembly.compile((Path) null)).hasMessage("file");
        assertThatThrownBy(() -> WebAssembly.compile((InputStream) null)).hasMessage("stream");
        assertThatThrownBy(() -> WebAssembly.compileText(null)).hasMessage("wat");
        assertThatThrownBy(() -> WebAssembly.validate((byte[]) null)).hasMessage("bytes");
        assertThatThrownBy(() -> WebAssembly.instantiate(null)).hasMessage("module");
        assertThatThrownBy(() -> Engine.create(null)).hasMessage("options");
        assertThatThrownBy(() -> Engine.shared().deserialize((Path) null)).hasMessage("file");
        assertThatThrownBy(() -> Engine.shared().deserialize((byte[]) null)).hasMessage("bytes");
    }

    @Test
    void namesMayBeAnyText() {
        try (var module = WebAssembly.compileText("""
                        (module
                          (func (export "") (result i32) (i32.const 1))
                          (func (export "a\\00b") (result i32) (i32.const 2))
                          (func (export "𝄞") (result i32) (i32.const 3)))
                        """);
                var instance = WebAssembly.instantiate(module)) {
            assertThat(module.exports()).extracting(ExportType::name).containsExactly("", "a\0b", "𝄞");
            assertThat(instance.function("").call()).isEqualTo(1);
            assertThat(instance.function("a\0b").call()).isEqualTo(2);
            assertThat(instance.function("𝄞").call()).isEqualTo(3);
        }
    }

    @Test
    void knowsEveryTypeOfItsImportsAndExports() {
        try (var module = WebAssembly.compileText("""
                (module
                  (type $struct (struct (field i32)))
                  (import "a" "v128" (func (param v128) (result externref)))
                  (import "a" "gc" (func (param (ref null $struct) i31ref anyref) (result (ref func))))
                  (import "a" "global" (global (mut funcref)))
                  (import "a" "memory64" (memory i64 1 0x100000000))
                  (import "a" "table64" (table i64 1 0x1000000000 funcref))
                  (import "a" "tag" (tag (param i32)))
                  (memory (export "memory") 1 2)
                  (func (export "many") (param i32 i64 f32 f64) (result f64 i32) (unreachable))
                  (table (export "table") 3 externref)
                  (tag (export "tag") (param f32)))
                """)) {
            assertThat(module.imports())
                    .extracting(ImportType::toString)
                    .containsExactly(
                            "a.v128: function (v128) -> (externref)",
                            "a.gc: function " + module.imports().get(1).type(),
                            "a.global: global (mut funcref)",
                            "a.memory64: memory 1..4294967296 pages, 64-bit",
                            "a.table64: table 1..68719476736 funcref, 64-bit",
                            "a.tag: tag [i32]");
            assertThat(module.imports().get(1).type()).isInstanceOfSatisfying(FunctionType.class, gc -> {
                assertThat(gc.parameters()).hasSize(3);
                assertThat(gc.results()).hasSize(1);
            });
            assertThat(module.export("memory")).contains(new MemoryType(1, OptionalLong.of(2), false, false, 65536));
            assertThat(module.export("many"))
                    .contains(FunctionType.of()
                            .with(ValueType.I32, ValueType.I64, ValueType.F32, ValueType.F64)
                            .returning(ValueType.F64, ValueType.I32));
            assertThat(module.exports()).extracting(ExportType::name).containsExactly("memory", "many", "table", "tag");
            assertThat(module.export("no")).isEmpty();
        }
    }

    @Test
    void exportsOfEveryKindAndType() {
        try (var instance = Guests.instantiate("""
                (module
                  (type $struct (struct (field i32)))
                  (tag (export "tag"))
                  (global (export "vector") v128 (v128.const i64x2 1 2))
                  (global (export "struct") (ref null $struct) (ref.null $struct))
                  (table (export "table64") i64 2 externref)
                  (memory (export "memory64") i64 1 2)
                  (func (export "references") (param externref) (result anyref) (ref.null any)))
                """)) {
            assertThat(instance.exports())
                    .containsOnlyKeys("tag", "vector", "struct", "table64", "memory64", "references");
            assertThat(instance.table("table64").size()).isEqualTo(2);
            assertThat(instance.memory("memory64").grow(1)).isEqualTo(1);
            assertThat(instance.global("vector").get()).isEqualTo(new V128(1, 2));
            assertThat(instance.global("struct").get()).isNull();
            assertThat(instance.tag("tag").type()).isEqualTo(new TagType(List.of()));
            assertThat(instance.function("references").call(1)).isNull();
        }
    }

    @Test
    void sharedMemoryIsToldToBeOff() {
        try (var module = WebAssembly.compileText("(module (memory (export \"memory\") 1 2 shared))")) {
            assertThat(module.export("memory")).contains(new MemoryType(1, OptionalLong.of(2), false, true, 65536));
            assertThatThrownBy(() -> WebAssembly.instantiate(module))
                    .isInstanceOf(LinkException.class)
                    .hasMessageContaining("shared memory");
        }
    }
}
