package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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

    /** The file that the module comes from, where it was not read. */
    private final @Nullable FileIdentity unread;

    /** Nothing where the module came as machine code, or its file was not read yet. */
    private @Nullable MemorySegment customSections;

    private volatile @Nullable List<ImportType> imports;
    private volatile @Nullable Map<String, ExternType> exports;

    private Module(Engine engine, MemorySegment owned, @Nullable MemorySegment binary, @Nullable FileIdentity unread) {
        this.engine = engine;
        this.unread = unread;
        arena = Arena.ofShared();
        // Sound: the pointer is new and nobody else's, so the arena may free it.
        pointer = owned.reinterpret(arena, Wasmtime::wasmtime_module_delete);
        customSections = binary == null ? null : CustomSections.copy(binary, arena);
    }

    static Module compile(Engine engine, ModuleSource source) {
        return compile(engine, source, null);
    }

    static Module compile(Engine engine, Path file) throws IOException {
        var cache = engine.moduleCache();
        var identity = cache == null ? null : FileIdentity.of(file);
        var known = identity == null ? null : cache.get(identity);
        return known == null
                ? compile(engine, ModuleSource.of(file), identity)
                : new Module(engine, known, null, identity);
    }

    private static Module compile(Engine engine, ModuleSource source, @Nullable FileIdentity file) {
        var cache = engine.moduleCache();
        return source.use(binary -> new Module(
                engine,
                cache == null
                        ? compiled(engine, source, binary)
                        : cache.get(binary, file, () -> compiled(engine, source, binary)),
                binary,
                null));
    }

    /** A new {@code wasmtime_module_t} for the library itself. */
    static MemorySegment compiled(Engine engine, ModuleSource source) {
        return source.use(binary -> compiled(engine, source, binary));
    }

    private static MemorySegment compiled(Engine engine, ModuleSource source, MemorySegment binary) {
        var event = Events.areOn() ? CompileEvent.begun() : null;
        boolean done = false;
        try (var arena = Arena.ofConfined()) {
            var out = arena.allocate(ValueLayout.ADDRESS);
            var error = Wasmtime.jwasi_module_new(engine.pointer(), binary, binary.byteSize(), out);
            if (NativeFailure.is(error)) {
                throw source.failure(NativeFailure.message(error));
            }
            done = true;
            return out.get(ValueLayout.ADDRESS, 0);
        } finally {
            if (event != null) {
                event.finish(engine, source.file(), binary.byteSize(), done);
            }
        }
    }

    static Module deserialize(Engine engine, Path file) throws IOException {
        return new Module(engine, SerializedModule.load(engine, file), null, null);
    }

    static Module deserialize(Engine engine, byte[] bytes) {
        return new Module(engine, SerializedModule.load(engine, bytes), null, null);
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
            imports = read = NativeText.vector(
                    vector -> NativeFailure.checkArgument("imports", Wasmtime.jwasi_module_imports(open, vector)),
                    TypeReader::imports);
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
     * @throws IllegalStateException if the module was loaded by {@link Engine#deserialize}, as machine code has none; or
     *     from the cache by its file, which has changed since; or is closed
     * @see <a href="https://webassembly.github.io/spec/js-api/index.html#dom-module-customsections">WebAssembly
     *     JavaScript interface: customSections</a>
     */
    public List<byte[]> customSections(String name) {
        Objects.requireNonNull(name, "name");
        pointer();
        return CustomSections.named(customSections(), name);
    }

    private synchronized MemorySegment customSections() {
        var sections = customSections;
        if (sections == null) {
            if (unread == null) {
                throw new IllegalStateException(
                        "the module was loaded as machine code, which has no custom sections: compile it to have them");
            }
            customSections = sections = unread.read().use(binary -> CustomSections.copy(binary, arena));
        }
        return sections;
    }

    /**
     * The compiled module, for {@link Engine#deserialize(byte[])} at a later time.
     *
     * <p>It is machine code, which no sandbox confines. Load only what comes from a place that you trust: whoever can
     * change it runs code in this process. An engine of another major version of wasmtime, with other options or on another kind of
     * processor refuses it, and a checksum shows what was spoilt by accident; nothing shows what was changed on purpose.
     *
     * @return the machine code with its data, in ELF format, and a checksum
     * @throws IllegalStateException if the module is closed, or has more bytes than an array can have
     */
    public byte[] serialize() {
        try (var serialized = new SerializedModule(pointer())) {
            return serialized.toArray();
        }
    }

    /**
     * Links the module with what it imports, to instantiate it many times.
     *
     * @return the linked module, to be closed by the caller
     * @throws LinkException if the module imports anything but functions of WASI
     * @throws IllegalStateException if the module or its engine is closed
     */
    public LinkedModule link() {
        return link(Map.of());
    }

    /**
     * Links the module with what it imports, to instantiate it many times.
     *
     * @param imports the functions of the host and shared memories that it imports: by module and by name. More than it wants does no harm.
     *     Functions of WASI need not be given; one that is given is what the guests call instead
     * @return the linked module, to be closed by the caller
     * @throws LinkException if an import is missing or has another type
     * @throws IllegalArgumentException if an import is given that lives in a store: a memory that is not shared, a table,
     *     global or tag, a function of an instance, or a function of a WASI, as each instance gets its own; or a memory
     *     of another engine
     * @throws IllegalStateException if the module or its engine is closed
     */
    public LinkedModule link(Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        return new EarlyLinking(this, Objects.requireNonNull(imports, "imports")).link();
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
            exports = read = NativeText.vector(
                    vector -> NativeFailure.checkArgument("exports", Wasmtime.jwasi_module_exports(open, vector)),
                    TypeReader::exports);
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
