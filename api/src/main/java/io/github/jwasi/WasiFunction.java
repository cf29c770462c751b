package io.github.jwasi;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A function of a {@link WASI}, as its import object has it.
 *
 * @param wasi whose files and streams it uses
 * @param version the version of WASI that it belongs to
 * @param name its name, for example {@code fd_write}
 * @see WASI#wasiImport()
 */
public record WasiFunction(WASI wasi, WASI.Version version, String name) implements ImportValue {
    /** The functions that both versions have. */
    private static final String[] COMMON = {
        "args_get",
        "args_sizes_get",
        "clock_res_get",
        "clock_time_get",
        "environ_get",
        "environ_sizes_get",
        "fd_advise",
        "fd_allocate",
        "fd_close",
        "fd_datasync",
        "fd_fdstat_get",
        "fd_fdstat_set_flags",
        "fd_fdstat_set_rights",
        "fd_filestat_get",
        "fd_filestat_set_size",
        "fd_filestat_set_times",
        "fd_pread",
        "fd_prestat_dir_name",
        "fd_prestat_get",
        "fd_pwrite",
        "fd_read",
        "fd_readdir",
        "fd_renumber",
        "fd_seek",
        "fd_sync",
        "fd_tell",
        "fd_write",
        "path_create_directory",
        "path_filestat_get",
        "path_filestat_set_times",
        "path_link",
        "path_open",
        "path_readlink",
        "path_remove_directory",
        "path_rename",
        "path_symlink",
        "path_unlink_file",
        "poll_oneoff",
        "proc_exit",
        "proc_raise",
        "random_get",
        "sched_yield",
        "sock_recv",
        "sock_send",
        "sock_shutdown"
    };

    /**
     * A function.
     *
     * @throws NullPointerException if a component is null
     */
    public WasiFunction {
        Objects.requireNonNull(wasi, "wasi");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(name, "name");
    }

    /** All functions of a version, by name, in a map that the caller may change. */
    static Map<String, ImportValue> all(WASI wasi, WASI.Version version) {
        var functions = new LinkedHashMap<String, ImportValue>();
        for (var name : COMMON) {
            functions.put(name, new WasiFunction(wasi, version, name));
        }
        if (version == WASI.Version.PREVIEW1) {
            functions.put("sock_accept", new WasiFunction(wasi, version, "sock_accept"));
        }
        return functions;
    }

    /** Whether what a module wants is a function of WASI. */
    static boolean isImportedAs(ImportType wanted) {
        for (var version : WASI.Version.values()) {
            if (version.module().equals(wanted.module()) && wanted.type() instanceof FunctionType) {
                return Arrays.asList(COMMON).contains(wanted.name())
                        || (version == WASI.Version.PREVIEW1 && wanted.name().equals("sock_accept"));
            }
        }
        return false;
    }
}
