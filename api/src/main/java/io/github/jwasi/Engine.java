package io.github.jwasi;

import io.github.jwasi.bindings.NativeLibrary;
import io.github.jwasi.bindings.Wasmtime;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compiles modules. One engine, {@link #shared()}, is enough for most programs.
 *
 * <p>Thread-safe. Instances keep what they need of their engine, so it may be closed before them.
 */
public final class Engine implements AutoCloseable {
    private static final class Shared {
        static final Engine ENGINE = new Engine(EngineOptions.DEFAULT, Unloading.arena(), false);
    }

    private final EngineOptions options;
    private final Arena arena;
    private final boolean closeable;
    private final MemorySegment pointer;
    private final WasiLinker wasiLinker;
    private final @Nullable ModuleCache moduleCache;
    private final Map<FunctionType, BatchModule> batchModules = new ConcurrentHashMap<>();

    private Engine(EngineOptions options, Arena arena, boolean closeable) {
        this.options = options;
        this.arena = arena;
        this.closeable = closeable;
        // Sound: the pointer is new and nobody else's, so the arena may free it.
        pointer = new EngineSetup(options).engine().reinterpret(arena, destructor());
        wasiLinker = new WasiLinker(this, arena);
        moduleCache =
                options.cache().map(folder -> new ModuleCache(this, folder)).orElse(null);
    }

    private static Consumer<MemorySegment> moduleDestructor() {
        return Unloading.POSSIBLE
                ? Unloading.destructor(Wasmtime.wasmtime_module_delete$handle())
                : Wasmtime::wasmtime_module_delete;
    }

    private static Consumer<MemorySegment> destructor() {
        return Unloading.POSSIBLE
                ? Unloading.destructor(Wasmtime.wasm_engine_delete$handle())
                : Wasmtime::wasm_engine_delete;
    }

    /**
     * An engine of its own.
     *
     * @param options what differs from {@link EngineOptions#DEFAULT}
     * @return the engine, to be closed by the caller
     * @throws IllegalArgumentException if there can be no such engine on this machine, for example for want of address
     *     space for a pool, or of a profiler
     * @throws io.github.jwasi.spi.NativeLibraryException if the native library cannot be loaded
     */
    public static Engine create(EngineOptions options) {
        Objects.requireNonNull(options, "options");
        NativeAccess.require();
        return new Engine(options, Arena.ofShared(), true);
    }

    /**
     * The engine that {@link WebAssembly} uses, with the default options.
     *
     * @return always the same engine, which {@link #close} leaves alone
     * @throws io.github.jwasi.spi.NativeLibraryException if the native library cannot be loaded
     */
    public static Engine shared() {
        NativeAccess.require();
        return Shared.ENGINE;
    }

    /**
     * The version of the engine inside.
     *
     * @return wasmtime's version, for example {@code 48.0.8}
     * @throws io.github.jwasi.spi.NativeLibraryException if the native library cannot be loaded
     */
    public static String version() {
        return NativeLibrary.engineVersion();
    }

    /**
     * The options.
     *
     * @return those that the engine was made with
     */
    public EngineOptions options() {
        return options;
    }

    /**
     * Compiles a module.
     *
     * @param bytes a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the bytes are no valid module
     */
    public Module compile(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return Module.compile(this, ModuleSource.of(bytes));
    }

    /**
     * Compiles a module of a file.
     *
     * @param file a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the file holds no valid module
     * @throws IOException if the file cannot be read
     */
    public Module compile(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return Module.compile(this, file);
    }

    /**
     * Compiles a module of a stream, which is read to its end and not closed.
     *
     * @param stream a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the stream holds no valid module
     * @throws IOException if the stream cannot be read
     */
    public Module compile(InputStream stream) throws IOException {
        Objects.requireNonNull(stream, "stream");
        return compile(stream.readAllBytes());
    }

    /**
     * Loads what {@link Module#serialize} gave.
     *
     * <p>It is machine code, so load only bytes that you trust: whoever could change them runs code in this process.
     *
     * @param bytes the bytes of {@link Module#serialize}, which are copied
     * @return the module, to be closed by the caller
     * @throws CompileException if the bytes are no module that an engine of this version and with these options
     *     compiled, or not all of it, or changed by accident
     */
    public Module deserialize(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return Module.deserialize(this, bytes);
    }

    /**
     * Loads what {@link Module#serialize} gave, from a file. The file is mapped into memory, and its pages are shared by
     * all processes that load it; so it must not be written to or shortened as long as a module of it is in use, but may
     * be replaced by another file, or removed where the operating system allows that.
     *
     * <p>It is machine code, so load only files that you trust: whoever can change the file, now or while the module is
     * in use, runs code in this process.
     *
     * @param file the bytes of {@link Module#serialize}
     * @return the module, to be closed by the caller
     * @throws CompileException if the file holds no module that an engine of this version and with these options
     *     compiled, or not all of it, or changed by accident
     * @throws IOException if the file cannot be read
     */
    public Module deserialize(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return Module.deserialize(this, file);
    }

    /**
     * Checks a module without compiling it.
     *
     * @param bytes a module in binary or in text format
     * @return whether {@link #compile(byte[])} would accept it
     */
    public boolean validate(byte[] bytes) {
        Objects.requireNonNull(bytes, "bytes");
        return ModuleSource.of(bytes).isValid(this);
    }

    /**
     * Checks a module of a file without compiling it.
     *
     * @param file a module in binary or in text format
     * @return whether {@link #compile(Path)} would accept it
     * @throws IOException if the file cannot be read
     */
    public boolean validate(Path file) throws IOException {
        Objects.requireNonNull(file, "file");
        return !Files.isDirectory(file) && ModuleSource.of(file).isValid(this);
    }

    /**
     * Checks a module of a stream, which is read to its end and not closed, without compiling it.
     *
     * @param stream a module in binary or in text format
     * @return whether {@link #compile(InputStream)} would accept it
     * @throws IOException if the stream cannot be read
     */
    public boolean validate(InputStream stream) throws IOException {
        Objects.requireNonNull(stream, "stream");
        return validate(stream.readAllBytes());
    }

    /**
     * Closes the engine. Instances stay usable, but nothing can be compiled or instantiated with it any more.
     *
     * @throws IllegalStateException if another thread is compiling or instantiating with it; it stays open then
     */
    @Override
    public void close() {
        if (closeable && arena.scope().isAlive()) {
            arena.close();
        }
    }

    MemorySegment pointer() {
        if (!pointer.scope().isAlive()) {
            throw new IllegalStateException("the engine is closed");
        }
        return pointer;
    }

    /** The module for {@link Function#callEach} of a function with such values, compiled once. */
    BatchModule batchModule(Function function) {
        pointer(); // says that the engine is closed, if it is
        return batchModules.computeIfAbsent(function.type(), type -> {
            // Sound: the pointer is new and nobody else's, so the engine's arena may free it.
            return new BatchModule(
                    function.columns(),
                    type.parameters().size(),
                    source -> Module.compiled(this, source).reinterpret(arena, moduleDestructor()));
        });
    }

    WasiLinker wasiLinker() {
        return wasiLinker;
    }

    /** Where compiled modules are kept, if they are. */
    @Nullable
    ModuleCache moduleCache() {
        return moduleCache;
    }
}
