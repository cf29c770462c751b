package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The bytes that a module is made of, in native memory.
 *
 * <p>A file is read and not mapped: who shortens a mapped file while the engine reads it ends the JVM.
 */
final class ModuleSource {
    /** The first four bytes and the version of a module and of a component, as little-endian numbers. */
    private static final int WASM_MAGIC = 0x6d736100;

    private static final int MODULE_VERSION = 1;
    private static final int COMPONENT_LAYER = 0x1000d;
    private static final int ELF_MAGIC = 0x464c457f;

    private static final Pattern OFFSET = Pattern.compile("at offset (0x\\p{XDigit}{1,8}|\\d{1,10})(?=\\)|: )");

    private final Arena arena;
    private final MemorySegment bytes;

    /** The file that they come from, if they come from one. */
    private final @Nullable Path file;

    /** Whether they are text, in which the engine's offsets mean nothing. */
    private boolean text;

    private ModuleSource(Arena arena, MemorySegment bytes, @Nullable Path file) {
        this.arena = arena;
        this.bytes = bytes;
        this.file = file;
    }

    static ModuleSource of(byte[] bytes) {
        return of(bytes, null);
    }

    private static ModuleSource of(byte[] bytes, @Nullable Path file) {
        var arena = Arena.ofConfined();
        return new ModuleSource(arena, arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes), file);
    }

    static ModuleSource of(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new CompileException(file, "is a directory, not a module");
        }
        if (!Files.isRegularFile(file)) {
            return of(Files.readAllBytes(file), file); // a pipe, which has no size
        }
        var arena = Arena.ofConfined();
        try (var channel = FileChannel.open(file)) {
            var bytes = read(channel, arena);
            return new ModuleSource(arena, bytes, file);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
    }

    private static MemorySegment read(FileChannel channel, Arena arena) throws IOException {
        var bytes = arena.allocate(Math.max(channel.size(), 1));
        long read = 0;
        while (read < channel.size()) {
            var rest = bytes.asSlice(read, Math.min(bytes.byteSize() - read, 1 << 30));
            int count = channel.read(rest.asByteBuffer());
            if (count <= 0) {
                break;
            }
            read += count;
        }
        return bytes.asSlice(0, read);
    }

    boolean isValid(Engine engine) {
        try {
            return use(binary -> {
                var error = Wasmtime.wasmtime_module_validate(engine.pointer(), binary, binary.byteSize());
                if (NativeFailure.is(error)) {
                    Wasmtime.wasmtime_error_delete(error);
                    return false;
                }
                return true;
            });
        } catch (CompileException e) {
            return false;
        }
    }

    /** The file that the bytes come from, if they come from one. */
    @Nullable
    Path file() {
        return file;
    }

    /** Gives the module's binary to {@code user}, and then frees it. */
    <T> T use(Function<MemorySegment, T> user) {
        try (arena) {
            return user.apply(binary());
        }
    }

    /** What the engine reports of the binary. */
    CompileException failure(String problem) {
        return text ? failure(TextMistake.ofBinary(problem, bytes)) : failure(problem, 0, 0, offset(problem));
    }

    private CompileException failure(String problem, int line, int column, long offset) {
        var name = file == null ? null : file.toString();
        return new CompileException(name == null ? problem : name + ": " + problem, name, line, column, offset);
    }

    /** The engine names the place in the binary in the message alone. */
    private static long offset(String problem) {
        var matcher = OFFSET.matcher(problem);
        return matcher.find() ? Long.decode(matcher.group(1)) : -1;
    }

    private MemorySegment binary() {
        if (bytes.byteSize() == 0) {
            throw failure("is empty, not a module");
        }
        if (word(0) == WASM_MAGIC) {
            checkVersion(bytes);
            return bytes;
        }
        if (word(0) == ELF_MAGIC) {
            throw failure(
                    "is machine code, not a module. A compiled module, if you trust it, is for Engine.deserialize");
        }
        if (!isText()) {
            throw failure(
                    "is not a module: it begins neither with \"\\0asm\", as the binary format does, nor with \"(\" "
                            + "or \";;\", as the text format does");
        }
        var parsed = parsed();
        checkVersion(parsed);
        return parsed;
    }

    private void checkVersion(MemorySegment binary) {
        if (binary.byteSize() < 8) {
            throw failure("is truncated: it ends after " + binary.byteSize() + " bytes, within the module's header");
        }
        int version = binary.get(TypeReader.INT, 4);
        if (version == COMPONENT_LAYER) {
            throw failure("is a component (WASI preview 2 or later); jwasi runs core modules of preview 1 and 0. "
                    + "Compile the program for the target wasm32-wasip1");
        }
        if (version != MODULE_VERSION) {
            throw failure("is not a module of version 1: its header says version " + Integer.toUnsignedString(version));
        }
    }

    private int word(long offset) {
        return bytes.byteSize() < offset + Integer.BYTES ? 0 : bytes.get(TypeReader.INT, offset);
    }

    /** Text begins with a parenthesis or a comment, after white space. */
    private boolean isText() {
        for (long i = 0; i < bytes.byteSize(); i++) {
            byte next = bytes.get(ValueLayout.JAVA_BYTE, i);
            if (next == '(' || next == ';') {
                return true;
            }
            if (next != ' ' && next != '\t' && next != '\n' && next != '\r') {
                return false;
            }
        }
        return false;
    }

    private MemorySegment parsed() {
        text = true;
        return NativeText.vector(
                this::parse,
                binary -> arena.allocateFrom(ValueLayout.JAVA_BYTE, binary.toArray(ValueLayout.JAVA_BYTE)));
    }

    private void parse(MemorySegment vector) {
        try (var scratch = Arena.ofConfined()) {
            var offset = scratch.allocate(ValueLayout.JAVA_LONG);
            var error = Wasmtime.jwasi_wat2wasm(bytes, bytes.byteSize(), vector, offset);
            if (NativeFailure.is(error)) {
                long mark = offset.get(ValueLayout.JAVA_LONG, 0);
                throw failure(TextMistake.at(NativeFailure.message(error), bytes, mark));
            }
        }
    }

    private CompileException failure(TextMistake mistake) {
        return failure(mistake.message(), mistake.line(), mistake.column(), -1);
    }
}
