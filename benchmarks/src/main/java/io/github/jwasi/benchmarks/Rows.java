package io.github.jwasi.benchmarks;

import io.github.jwasi.benchmarks.Row.Metric;
import io.github.jwasi.benchmarks.tasks.Task;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All rows. */
final class Rows {
    private static final double NANOSECOND = 1;
    private static final double MICROSECOND = 1e3;
    private static final double MILLISECOND = 1e6;
    private static final double SECOND = 1e9;
    private static final int STDIN_BYTES = 100_000_000;
    private static final int PRINTED_LINES = 163_840;

    private static final Set<WasiRuntime> ALL = EnumSet.complementOf(
            EnumSet.of(WasiRuntime.JWASI_LINKED, WasiRuntime.JWASI_POOLED, WasiRuntime.JWASI_COMMAND));

    /** Small enough that an interpreter ends, large enough that a compiler has something to do. */
    private static final List<Kernel> KERNELS = List.of(
            new Kernel("fib", "fib(27)", 27, 20, 6765),
            new Kernel("sha256", "SHA-256 of 1 MiB", 1024, 1, -3297365770097156550L),
            new Kernel("mandelbrot", "Mandelbrot 128 × 128", 128, 32, 25093),
            new Kernel("matmul", "matrices 96 × 96", 96, 16, 1675044),
            new Kernel("sort", "sort 50,000 numbers", 50_000, 1000, 5665125490797L));

    private final List<Row> rows = new ArrayList<>();
    private final Workspace workspace;
    private final Profile profile;

    private record Kernel(String export, String title, int argument, int small, long result) {}

    private Rows(Workspace workspace, Profile profile) {
        this.workspace = workspace;
        this.profile = profile;
    }

    static List<Row> of(Workspace workspace, Profile profile) {
        var rows = new Rows(workspace, profile);
        rows.addKernels();
        rows.addCalls();
        rows.addManyCalls();
        rows.addMemory();
        rows.addFiles();
        rows.addStreams();
        rows.addInstances();
        rows.addPrograms();
        rows.addCompilation();
        rows.addProcesses();
        return rows.rows;
    }

    private void add(String id, String group, String title, String unit, double divisor, Metric metric, Task task) {
        rows.add(new Row(id, group, title, unit, divisor, metric, task, false, ALL));
    }

    /** Puts the last row into the quick set. */
    private void quickly() {
        rows.add(rows.removeLast().quickly());
    }

    /** Measures one more runtime in the last row. */
    private void with(WasiRuntime runtime) {
        rows.add(rows.removeLast().with(runtime));
    }

    private static Task task(String kind, Path module) {
        return new Task(Map.of()).with("kind", kind).with("module", module);
    }

    private static Task loop(String guest, String export, int small, long result, int argument) {
        return task("loop", Home.guest(guest))
                .with("export", export)
                .with("small", small)
                .with("result", result)
                .with("argument", argument);
    }

    private void addKernels() {
        var group = "Computing";
        for (var kernel : KERNELS) {
            var task = loop("kernels", kernel.export, kernel.small, kernel.result, kernel.argument);
            add(kernel.export, group, kernel.title, "ms", MILLISECOND, Metric.TIME, task);
            quickly();
        }
        add(
                "simd",
                group,
                "Mandelbrot 128 × 128 with SIMD",
                "ms",
                MILLISECOND,
                Metric.TIME,
                loop("simd", "simd", 32, 25093, 128));
        quickly();
        int steps = 100_000;
        var walk = loop("kernels", "walk", 10, 10, steps);
        add("walk", group, "one step through 64 MiB", "ns", NANOSECOND * steps, Metric.TIME, walk);
        var sha256 = KERNELS.get(1);
        var scaling = loop("kernels", sha256.export, sha256.small, sha256.result, sha256.argument);
        add("threads", group, "work of two threads against one, SHA-256", "×", 1, Metric.SCALING, scaling);
        quickly();
    }

    private void addCalls() {
        var module = Home.guest("calls");
        var titles = Map.of("ints", "i32, i32 → i32", "doubles", "f64, f64 → f64");
        for (var function : List.of("ints", "doubles", "mixed", "pair")) {
            var title = titles.getOrDefault(
                    function, function.equals("mixed") ? "i32, i64, f32, f64 → f64" : "i32, i32 → i32, i32");
            var call = task("call", module).with("function", function).with("result", 3);
            add("call-" + function, "Calls", "host → guest, " + title, "ns", NANOSECOND, Metric.TIME, call);
            if (function.equals("ints")) {
                quickly();
            }
            int count = 1000;
            var back = loop("calls", "call_" + function, 10, 10, count);
            add("back-" + function, "Calls", "guest → host, " + title, "ns", NANOSECOND * count, Metric.TIME, back);
            if (function.equals("ints")) {
                quickly();
            }
        }
    }

    /** Of the runtimes in the JVM: what the others need for a call they need for each of these. */
    private void addManyCalls() {
        var call = task("call", Home.guest("calls")).with("function", "each").with("result", 3);
        double count = 1000;
        add(
                "call-each",
                "Calls",
                "host → guest, i32, i32 → i32, 1,000 at once",
                "ns",
                NANOSECOND * count,
                Metric.TIME,
                call);
        quickly();
        rows.add(rows.removeLast().in(WasiRuntime::isInJvm));
    }

    private void addMemory() {
        var group = "The guest's memory";
        var task = task("memory", Home.guest("calls"));
        int large = profile == Profile.SMOKE ? 1 << 16 : 16 << 20;
        for (var operation : List.of("write", "read")) {
            add(
                    "memory-" + operation,
                    group,
                    operation + " 16 MiB",
                    "ms",
                    MILLISECOND,
                    Metric.TIME,
                    task.with("operation", operation).with("size", large));
            quickly();
        }
        for (var operation : List.of("write", "read")) {
            add(
                    "string-" + operation,
                    group,
                    operation + " a string of 1 KiB",
                    "ns",
                    NANOSECOND,
                    Metric.TIME,
                    task.with("operation", operation + "-string").with("size", 1024));
        }
    }

    private void addFiles() {
        addSystem("fd_read", "read 4 KiB", 100).quick();
        addSystem("fd_write", "write 4 KiB", 100).quick();
        addSystem("path_filestat_get", "stat", 100).quick();
        addSystem("path_open", "open + close", 100).quick();
        addSystem("fd_readdir", "list 100 entries", 5).quick();
        addSystem("fd_pread", "pread 4 KiB", 100);
        addSystem("fd_pwrite", "pwrite 4 KiB", 100);
        addSystem("fd_seek", "seek", 100);
        addSystem("fd_tell", "tell", 100);
        addSystem("fd_filestat_get", "fstat", 100);
        addSystem("fd_filestat_set_size", "ftruncate", 100);
        addSystem("fd_filestat_set_times", "futimens", 100);
        addSystem("fd_allocate", "fallocate", 100);
        addSystem("fd_advise", "fadvise", 100);
        addSystem("fd_sync", "fsync", 1);
        addSystem("fd_datasync", "fdatasync", 1);
        addSystem("fd_fdstat_get", "flags of a descriptor", 100);
        addSystem("fd_fdstat_set_flags", "set the flags", 100);
        addSystem("path_filestat_set_times", "utimensat", 100);
        addSystem("path_create_directory", "mkdir + rmdir", 10);
        addSystem("path_unlink_file", "create + unlink", 10);
        addSystem("path_link", "link + unlink", 10);
        addSystem("path_symlink", "symlink + unlink", 10);
        addSystem("path_readlink", "readlink", 100);
        addSystem("path_rename", "rename", 10);
        addSystem("clock_time_get", "clock", 1000).quick();
        addSystem("clock_res_get", "resolution of the clock", 1000);
        addSystem("random_get", "16 random bytes", 1000).quick();
        addSystem("sched_yield", "yield", 100);
    }

    private AddedSystem addSystem(String export, String title, int count) {
        var task = loop("system", export, 2, 2, count).with("directory", workspace.sandbox());
        var group = export.startsWith("fd_") || export.startsWith("path_") ? "Files" : "Clock and random numbers";
        add(export, group, title, "µs", MICROSECOND * count, Metric.TIME, task);
        return this::quickly;
    }

    /** A row that may go into the quick set. */
    private interface AddedSystem {
        void quick();
    }

    private void addStreams() {
        var group = "Standard streams";
        int lines = profile == Profile.SMOKE ? 100 : PRINTED_LINES;
        var print = task("run", Home.guest("streams"))
                .with("args", "streams", "print", lines)
                .with("length", lines * 64L);
        add(
                "stdout-captured",
                group,
                "10 MB in 64-byte writes, captured",
                "ms",
                MILLISECOND,
                Metric.TIME,
                print.with("stdout", "captured"));
        quickly();
        add(
                "stdout-inherited",
                group,
                "10 MB in 64-byte writes, to the process's stdout",
                "ms",
                MILLISECOND,
                Metric.PROCESS_TIME,
                print.with("stdout", "inherited"));
        quickly();
        int bytes = profile == Profile.SMOKE ? 1_000_000 : STDIN_BYTES;
        var drain = task("run", Home.guest("streams"))
                .with("args", "streams", "drain")
                .with("stdout", "captured")
                .with("stdin", workspace.zeros(bytes))
                .with("output", bytes);
        add("stdin", group, "100 MB of stdin", "ms", MILLISECOND, Metric.TIME, drain);
        quickly();
    }

    private void addInstances() {
        var group = "Instances";
        var hello = task("run", Home.guest("hello"))
                .with("args", "hello")
                .with("stdout", "captured")
                .with("output", "hello world");
        add("hello", group, "instantiate and run hello, compiled once", "µs", MICROSECOND, Metric.TIME, hello);
        quickly();
        with(WasiRuntime.JWASI_LINKED);
        with(WasiRuntime.JWASI_POOLED);
        int count = profile == Profile.SMOKE ? 10 : 10_000;
        var instances = task("instances", Home.guest("hello")).with("count", count);
        add("instances", group, "memory of each of 10,000 live instances", "KiB", 1024, Metric.PROCESS_TIME, instances);
    }

    private void addPrograms() {
        workspace.python().ifPresent(module -> addProgram("python", "CPython", module, List.of("-c", "print(6 * 7)")));
        workspace
                .ruby()
                .ifPresent(
                        module -> addProgram("ruby", "CRuby", module, List.of("--disable-gems", "-e", "puts 6 * 7")));
    }

    private void addProgram(String id, String title, Path module, List<String> args) {
        var words = new ArrayList<Object>(List.of(id));
        words.addAll(args);
        var task = task("run", module)
                .with("args", words.toArray())
                .with("stdout", "captured")
                .with("output", "42");
        add(id, "Programs", title + " starts and runs a script, compiled once", "s", SECOND, Metric.TIME, task);
    }

    private void addCompilation() {
        addCompilation("small", "48 kB", Home.guest("system"));
        quickly();
        workspace.large().ifPresent(module -> addCompilation("large", "30 MB (CRuby with its library)", module));
    }

    private void addCompilation(String id, String title, Path module) {
        var group = "Compilation";
        var task = task("compile", module);
        add("memory-of-compile-" + id, group, "memory of compiling " + title, "MiB", 1024, Metric.PEAK, task);
        add("compile-" + id, group, "compile " + title, "ms", MILLISECOND, Metric.PROCESS_TIME, task);
    }

    private void addProcesses() {
        var group = "Processes";
        var hello = task("start", Home.guest("hello")).with("args", "hello").with("output", "hello world");
        add("cold", group, "hello, the whole process", "ms", MILLISECOND, Metric.WALL, hello);
        quickly();
        with(WasiRuntime.JWASI_COMMAND);
        add("resident", group, "memory of that process", "MiB", 1024, Metric.PEAK, hello);
        quickly();
        with(WasiRuntime.JWASI_COMMAND);
        workspace.python().ifPresent(module -> {
            var python =
                    task("start", module).with("args", "python", "-c", "pass").with("cache", workspace.cache());
            add("cached", group, "CPython -c pass, 26 MB, compiled before", "ms", MILLISECOND, Metric.WALL, python);
            with(WasiRuntime.JWASI_COMMAND);
        });
    }
}
