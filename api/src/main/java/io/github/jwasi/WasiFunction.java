package io.github.jwasi;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of a {@link WASI}, as its import object has it: for guests to import, and for Java to call.
 *
 * <p>A replacement may call what it replaces, on the memory of the guest that the WASI serves:
 *
 * {@snippet lang = "java" :
 * var fdWrite = (WasiFunction) wasi.wasiImport().get("fd_write");
 * wasi.wasiImport().put("fd_write", HostFunction.of(fdWrite.type(), (caller, arguments) -> {
 *     log.add("fd_write " + arguments[0]);
 *     return fdWrite.call(arguments);
 * }));
 * }
 *
 * @param wasi whose files and streams it uses
 * @param version the version of WASI that it belongs to
 * @param name its name, for example {@code fd_write}
 * @see WASI#wasiImport()
 */
public record WasiFunction(WASI wasi, WASI.Version version, String name) implements ImportValue {
    /**
     * A function.
     *
     * @throws NullPointerException if a component is null
     * @throws IllegalArgumentException if the version has no function of that name
     */
    public WasiFunction {
        Objects.requireNonNull(wasi, "wasi");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(name, "name");
        if (WasiSignatures.type(version, name) == null) {
            throw new IllegalArgumentException("WASI " + version + " has no function \"" + name + "\"");
        }
    }

    /** All functions of a version, by name, in a map that the caller may change. */
    static Map<String, ImportValue> all(WASI wasi, WASI.Version version) {
        var functions = new LinkedHashMap<String, ImportValue>();
        WasiSignatures.names(version).forEach(name -> functions.put(name, new WasiFunction(wasi, version, name)));
        return functions;
    }

    /** Whether what a module wants is a function of WASI. */
    static boolean isImportedAs(ImportType wanted) {
        for (var version : WASI.Version.values()) {
            if (version.module().equals(wanted.module()) && wanted.type() instanceof FunctionType) {
                return WasiSignatures.type(version, wanted.name()) != null;
            }
        }
        return false;
    }

    /**
     * Its type.
     *
     * @return numbers as parameters, and the errno as the result, which only {@code proc_exit} does not have
     */
    public FunctionType type() {
        return Objects.requireNonNull(WasiSignatures.type(version, name));
    }

    /**
     * Calls the function, on the memory that {@link WASI#start}, {@link WASI#initialize} or
     * {@link WASI#finalizeBindings(Instance)} found, or was given.
     *
     * @param arguments an {@link Integer} for each i32, which may be an address, and a {@link Long} for each i64
     * @return the errno, 0 for success
     * @throws IllegalStateException if none of the three was called before, or the store is closed or used by another
     *     thread
     * @throws IllegalArgumentException if the count or the type of the arguments is wrong; nothing was called then. Node
     *     gives the errno {@code EINVAL} for a wrong count
     * @throws ExitException from {@code proc_exit}
     * @throws TrapException if the guest is stopped meanwhile
     */
    public int call(@Nullable Object... arguments) {
        return wasi.call(this, arguments);
    }

    /** The name of what it is imported from, and its own. */
    @Override
    public String toString() {
        return version.module() + "." + name;
    }
}
