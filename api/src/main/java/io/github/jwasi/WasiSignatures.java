package io.github.jwasi;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The functions that the versions of WASI have, with their types: known before there is a store to ask. */
final class WasiSignatures {
    /** Name and parameters, {@code i} for i32 and {@code I} for i64. The versions differ only in what is in memory. */
    private static final String[] COMMON = {
        "args_get ii",
        "args_sizes_get ii",
        "clock_res_get ii",
        "clock_time_get iIi",
        "environ_get ii",
        "environ_sizes_get ii",
        "fd_advise iIIi",
        "fd_allocate iII",
        "fd_close i",
        "fd_datasync i",
        "fd_fdstat_get ii",
        "fd_fdstat_set_flags ii",
        "fd_fdstat_set_rights iII",
        "fd_filestat_get ii",
        "fd_filestat_set_size iI",
        "fd_filestat_set_times iIIi",
        "fd_pread iiiIi",
        "fd_prestat_dir_name iii",
        "fd_prestat_get ii",
        "fd_pwrite iiiIi",
        "fd_read iiii",
        "fd_readdir iiiIi",
        "fd_renumber ii",
        "fd_seek iIii",
        "fd_sync i",
        "fd_tell ii",
        "fd_write iiii",
        "path_create_directory iii",
        "path_filestat_get iiiii",
        "path_filestat_set_times iiiiIIi",
        "path_link iiiiiii",
        "path_open iiiiiIIii",
        "path_readlink iiiiii",
        "path_remove_directory iii",
        "path_rename iiiiii",
        "path_symlink iiiii",
        "path_unlink_file iii",
        "poll_oneoff iiii",
        "proc_exit i",
        "proc_raise i",
        "random_get ii",
        "sched_yield ",
        "sock_recv iiiiii",
        "sock_send iiiii",
        "sock_shutdown ii"
    };

    private static final Map<String, FunctionType> UNSTABLE = Collections.unmodifiableMap(parse(COMMON));
    private static final Map<String, FunctionType> PREVIEW1 = withSockAccept();

    private WasiSignatures() {}

    private static Map<String, FunctionType> withSockAccept() {
        var all = parse(COMMON);
        all.putAll(parse("sock_accept iii"));
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, FunctionType> parse(String... signatures) {
        var types = new LinkedHashMap<String, FunctionType>();
        for (var signature : signatures) {
            int space = signature.indexOf(' ');
            var name = signature.substring(0, space);
            types.put(name, new FunctionType(parameters(signature.substring(space + 1)), results(name)));
        }
        return types;
    }

    private static List<ValueType> parameters(String letters) {
        var types = new ArrayList<ValueType>();
        letters.chars().forEach(letter -> types.add(letter == 'I' ? ValueType.I64 : ValueType.I32));
        return types;
    }

    /** An errno, but of the function that never returns. */
    private static List<ValueType> results(String name) {
        return name.equals("proc_exit") ? List.of() : List.of(ValueType.I32);
    }

    static Set<String> names(WASI.Version version) {
        return of(version).keySet();
    }

    static @Nullable FunctionType type(WASI.Version version, String name) {
        return of(version).get(name);
    }

    private static Map<String, FunctionType> of(WASI.Version version) {
        return version == WASI.Version.PREVIEW1 ? PREVIEW1 : UNSTABLE;
    }
}
