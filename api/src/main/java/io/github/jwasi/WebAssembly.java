package io.github.jwasi;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * Compiles and instantiates modules with the shared engine, as JavaScript's {@code WebAssembly} namespace does.
 *
 * @see <a href="https://webassembly.github.io/spec/js-api/index.html#webassembly-namespace">WebAssembly JavaScript
 *     interface: the namespace</a>
 */
public final class WebAssembly {
    private WebAssembly() {}

    /**
     * Compiles a module.
     *
     * @param bytes a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the bytes are no valid module
     */
    public static Module compile(byte[] bytes) {
        return Engine.shared().compile(bytes);
    }

    /**
     * Compiles a module of a file.
     *
     * @param file a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the file holds no valid module
     * @throws IOException if the file cannot be read
     */
    public static Module compile(Path file) throws IOException {
        return Engine.shared().compile(file);
    }

    /**
     * Compiles a module of a stream, which is read to its end and not closed.
     *
     * @param stream a module in binary or in text format
     * @return the module, to be closed by the caller
     * @throws CompileException if the stream holds no valid module
     * @throws IOException if the stream cannot be read
     */
    public static Module compile(InputStream stream) throws IOException {
        return Engine.shared().compile(stream);
    }

    /**
     * Compiles a module written in the text format (WAT).
     *
     * @param wat for example {@code (module (func (export "f")))}
     * @return the module, to be closed by the caller
     * @throws CompileException if the text is no valid module; the exception has the line and the column
     */
    public static Module compileText(String wat) {
        Objects.requireNonNull(wat, "wat");
        return compile(wat.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Checks a module without compiling it.
     *
     * @param bytes a module in binary or in text format
     * @return whether {@link #compile(byte[])} would accept it
     */
    public static boolean validate(byte[] bytes) {
        return Engine.shared().validate(bytes);
    }

    /**
     * Checks a module of a file without compiling it.
     *
     * @param file a module in binary or in text format
     * @return whether {@link #compile(Path)} would accept it
     * @throws IOException if the file cannot be read
     */
    public static boolean validate(Path file) throws IOException {
        return Engine.shared().validate(file);
    }

    /**
     * Checks a module of a stream, which is read to its end and not closed, without compiling it.
     *
     * @param stream a module in binary or in text format
     * @return whether {@link #compile(InputStream)} would accept it
     * @throws IOException if the stream cannot be read
     */
    public static boolean validate(InputStream stream) throws IOException {
        return Engine.shared().validate(stream);
    }

    /**
     * Checks a module written in the text format (WAT) without compiling it.
     *
     * @param wat for example {@code (module (func (export "f")))}
     * @return whether {@link #compileText} would accept it
     */
    public static boolean validateText(String wat) {
        Objects.requireNonNull(wat, "wat");
        return validate(wat.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Compiles and instantiates a module, in a store of its own. To make several instances, compile once.
     *
     * @param bytes a module in binary or in text format
     * @param imports what it imports: by module and by name
     * @return the instance, which closes its store when it is closed
     * @throws CompileException if the bytes are no valid module
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     */
    public static Instance instantiate(
            byte[] bytes, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        try (var module = compile(bytes)) {
            return instantiate(module, imports);
        }
    }

    /**
     * Compiles and instantiates a module of a file, in a store of its own. To make several instances, compile once.
     *
     * @param file a module in binary or in text format
     * @param imports what it imports: by module and by name
     * @return the instance, which closes its store when it is closed
     * @throws CompileException if the file holds no valid module
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     * @throws IOException if the file cannot be read
     */
    public static Instance instantiate(Path file, Map<String, ? extends Map<String, ? extends ImportValue>> imports)
            throws IOException {
        try (var module = compile(file)) {
            return instantiate(module, imports);
        }
    }

    /**
     * Compiles and instantiates a module of a stream, which is read to its end and not closed, in a store of its own.
     *
     * @param stream a module in binary or in text format
     * @param imports what it imports: by module and by name
     * @return the instance, which closes its store when it is closed
     * @throws CompileException if the stream holds no valid module
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     * @throws IOException if the stream cannot be read
     */
    public static Instance instantiate(
            InputStream stream, Map<String, ? extends Map<String, ? extends ImportValue>> imports) throws IOException {
        return instantiate(stream.readAllBytes(), imports);
    }

    /**
     * Compiles and instantiates a module written in the text format (WAT), in a store of its own.
     *
     * @param wat for example {@code (module (func (export "f")))}
     * @param imports what it imports: by module and by name
     * @return the instance, which closes its store when it is closed
     * @throws CompileException if the text is no valid module; the exception has the line and the column
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     */
    public static Instance instantiateText(
            String wat, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        Objects.requireNonNull(wat, "wat");
        return instantiate(wat.getBytes(StandardCharsets.UTF_8), imports);
    }

    /**
     * Instantiates a module that imports nothing, in a store of its own.
     *
     * @param module the module
     * @return the instance, which closes its store when it is closed
     * @throws LinkException if the module has imports
     * @throws TrapException if its start function traps
     */
    public static Instance instantiate(Module module) {
        return instantiate(module, Map.of());
    }

    /**
     * Instantiates a module in a store of its own.
     *
     * @param module the module
     * @param imports what it imports: by module and by name. More than it wants does no harm
     * @return the instance, which closes its store when it is closed
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     */
    public static Instance instantiate(
            Module module, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        Objects.requireNonNull(module, "module");
        var store = Store.create(module.engine());
        try {
            return Instance.create(store, true, module, imports);
        } catch (Throwable e) {
            store.close();
            throw e;
        }
    }

    /**
     * Instantiates a module in a given store, where it can share functions and memories with other instances.
     *
     * @param store a store of the module's engine
     * @param module the module
     * @param imports what it imports: by module and by name. More than it wants does no harm
     * @return the instance, which leaves the store open when it is closed
     * @throws IllegalArgumentException if the store is of another engine
     * @throws LinkException if an import is missing or has another type
     * @throws TrapException if its start function traps
     */
    public static Instance instantiate(
            Store store, Module module, Map<String, ? extends Map<String, ? extends ImportValue>> imports) {
        Objects.requireNonNull(store, "store");
        Objects.requireNonNull(module, "module");
        return Instance.create(store, false, module, imports);
    }
}
