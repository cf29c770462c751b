package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A compiled module, from which instances are made.
 *
 * <p>Thread-safe, and to be shared: compiling costs far more than instantiating. Instances stay usable when their
 * module is closed.
 *
 * @see <a href="https://webassembly.github.io/spec/js-api/index.html#modules">WebAssembly JavaScript interface:
 *     modules</a>
 */
public final class Module implements AutoCloseable {
    private final Engine engine;
    private final Arena arena;
    private final MemorySegment pointer;

    /** Nothing where the module came as machine code. */
    private final @Nullable MemorySegment customSections;

    private volatile @Nullable List<ImportType> imports;
    private volatile @Nullable Map<String, ExternType> exports;

    private Module(Engine engine, MemorySegment owned, @Nullable MemorySegment binary) {
        this.engine = engine;
        arena = Arena.ofShared();
        // Sound: the pointer is new and nobody else's, so the arena may free it.
        pointer = owned.reinterpret(arena, Wasmtime::wasmtime_module_delete);
        customSections = binary == null ? null : CustomSections.copy(binary, arena);
    }

    static Module compile(Engine engine, ModuleSource source) {
        return source.use(binary -> new Module(
                engine,
                engine.options()
                        .cache()
                        .map(folder ->
                                new ModuleCache(folder).get(engine, binary, () -> compiled(engine, source, binary)))
                        .orElseGet(() -> compiled(engine, source, binary)),
                binary));
    }

    private static MemorySegment compiled(Engine engine, ModuleSource source, MemorySegment binary) {
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_module_new(engine.pointer(), binary, binary.byteSize(), out);
            if (NativeFailure.is(error)) {
                throw source.failure(NativeFailure.message(error));
            }
            return out.get(ValueLayout.ADDRESS, 0);
        }
    }

    static Module deserialize(Engine engine, Path file) throws IOException {
        try (var channel = FileChannel.open(file)) {
            if (channel.size() == 0) {
                throw new CompileException(file, "is empty, not a compiled module");
            }
        }
        return new Module(engine, deserialized(engine, file), null);
    }

    /** A native module of a compiled one, which the engine maps into memory. */
    static MemorySegment deserialized(Engine engine, Path file) {
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(ValueLayout.ADDRESS);
            var path = NativeText.path(arena, file);
            var error = Wasmtime.jwasi_module_deserialize_file(engine.pointer(), path, path.byteSize(), out);
            if (NativeFailure.is(error)) {
                throw new CompileException(
                        file,
                        "is no module that this engine compiled, with these options: " + NativeFailure.message(error));
            }
            return out.get(ValueLayout.ADDRESS, 0);
        }
    }

    /**
     * What the module wants from its host.
     *
     * @return the imports, in the order of the module
     */
    public List<ImportType> imports() {
        var open = pointer();
        var read = imports;
        if (read == null) {
            imports = read =
                    NativeText.vector(vector -> Wasmtime.jwasi_module_imports(open, vector), TypeReader::imports);
        }
        return read;
    }

    /**
     * What the module offers to its host.
     *
     * @return the exports, in the order of the module
     */
    public List<ExportType> exports() {
        return exportTypes().entrySet().stream()
                .map(export -> new ExportType(export.getKey(), export.getValue()))
                .toList();
    }

    /**
     * The type of an export.
     *
     * @param name the name of the export
     * @return its type, or nothing if the module exports nothing of that name
     */
    public Optional<ExternType> export(String name) {
        return Optional.ofNullable(exportTypes().get(name));
    }

    /**
     * The contents of the custom sections of a name, for example {@code producers} or {@code target_features}.
     *
     * @param name the name
     * @return a copy of each, in the order of the module; empty if there are none
     * @throws IllegalStateException if the module was loaded by {@link Engine#deserialize}, as machine code has none, or
     *     is closed
     * @see <a href="https://webassembly.github.io/spec/js-api/index.html#dom-module-customsections">WebAssembly
     *     JavaScript interface: customSections</a>
     */
    public List<byte[]> customSections(String name) {
        Objects.requireNonNull(name, "name");
        pointer();
        if (customSections == null) {
            throw new IllegalStateException(
                    "the module was loaded as machine code, which has no custom sections: compile it to have them");
        }
        return CustomSections.named(customSections, name);
    }

    /**
     * The compiled module, for {@link Engine#deserialize} at a later time.
     *
     * <p>It is machine code. Load only what comes from a place that you trust: whoever can change it runs code in this
     * process. An engine of another version or with other options refuses it.
     *
     * @return the machine code with its data, in ELF format
     */
    public byte[] serialize() {
        return serialized(pointer(), code -> code.toArray(ValueLayout.JAVA_BYTE));
    }

    static <T> T serialized(MemorySegment module, Function<MemorySegment, T> read) {
        return NativeText.vector(
                vector -> {
                    var error = Wasmtime.wasmtime_module_serialize(module, vector);
                    if (NativeFailure.is(error)) {
                        throw new IllegalStateException(NativeFailure.message(error));
                    }
                },
                read);
    }

    /**
     * Closes the module. Instances of it stay usable.
     *
     * @throws IllegalStateException if another thread is instantiating it; it stays open then
     */
    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }

    Map<String, ExternType> exportTypes() {
        var open = pointer();
        var read = exports;
        if (read == null) {
            exports = read =
                    NativeText.vector(vector -> Wasmtime.jwasi_module_exports(open, vector), TypeReader::exports);
        }
        return read;
    }

    Engine engine() {
        return engine;
    }

    MemorySegment pointer() {
        if (!arena.scope().isAlive()) {
            throw new IllegalStateException("the module is closed");
        }
        return pointer;
    }
}
