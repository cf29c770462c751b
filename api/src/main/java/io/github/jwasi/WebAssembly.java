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
     * @throws CompileException if the text is no valid module; the message has the line and the column
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
