// The limit: the guests of ../guests as a native program, measured as the others measure them.
//
//   native key=value...              one task, see Task.java; says "sample NANOSECONDS" for each sample on stderr
//   native launch COMMAND ARG...     runs a command; says "wall NANOSECONDS" and "peak KIB" of its memory on stderr
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../guests/kernels.c"
#include "../guests/simd.c"
#include "../guests/system.c"
#define main streams_main
#define print print_lines
#include "../guests/streams.c"
#undef main
#undef print

static int word_count;
static char **words;

static const char *find(const char *key) {
    size_t length = strlen(key);
    for (int i = 0; i < word_count; i++)
        if (strncmp(words[i], key, length) == 0 && words[i][length] == '=')
            return words[i] + length + 1;
    return NULL;
}

static void unsupported(const char *reason) {
    fprintf(stderr, "unsupported %s\n", reason);
    exit(0);
}

static const char *get(const char *key) {
    const char *value = find(key);
    if (!value) {
        fprintf(stderr, "native: there is no %s=\n", key);
        exit(2);
    }
    return value;
}

static double nanoseconds(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return (double)at.tv_sec * 1e9 + (double)at.tv_nsec;
}

#define FUNCTION(export) {#export, export##_loop}
static const struct loop {
    const char *name;
    int64_t (*run)(int32_t);
} loops[] = {
    {"fib", fib}, {"sha256", sha256}, {"mandelbrot", mandelbrot}, {"matmul", matmul}, {"sort", sort}, {"walk", walk},
    {"simd", simd},
    FUNCTION(fd_write), FUNCTION(fd_read), FUNCTION(fd_pwrite), FUNCTION(fd_pread), FUNCTION(fd_seek), FUNCTION(fd_tell),
    FUNCTION(fd_filestat_get), FUNCTION(fd_filestat_set_size), FUNCTION(fd_filestat_set_times), FUNCTION(fd_allocate),
    FUNCTION(fd_advise), FUNCTION(fd_sync), FUNCTION(fd_datasync), FUNCTION(fd_fdstat_get),
    FUNCTION(fd_fdstat_set_flags), FUNCTION(fd_readdir), FUNCTION(path_open), FUNCTION(path_filestat_get),
    FUNCTION(path_filestat_set_times), FUNCTION(path_create_directory), FUNCTION(path_unlink_file), FUNCTION(path_link),
    FUNCTION(path_symlink), FUNCTION(path_readlink), FUNCTION(path_rename), FUNCTION(clock_time_get),
    FUNCTION(clock_res_get), FUNCTION(random_get), FUNCTION(sched_yield),
};

static int64_t (*volatile loop)(int32_t);
static int32_t argument;
static int64_t run_loop(void) { return loop(argument); }

static int32_t next;
static char *buffer, *copy;
static size_t size;

__attribute__((noinline)) static int32_t add_ints(int32_t a, int32_t b) { return a + b; }
__attribute__((noinline)) static double add_doubles(double a, double b) { return a + b; }
__attribute__((noinline)) static double add_mixed(int32_t a, int64_t b, float c, double d) {
    return a + (double)b + (c + d);
}
struct pair {
    int32_t first, second;
};
__attribute__((noinline)) static struct pair swap(int32_t a, int32_t b) { return (struct pair){b, a}; }

// Through volatile pointers, so that each call is a call.
static int32_t (*volatile ints_of_guest)(int32_t, int32_t) = add_ints;
static double (*volatile doubles)(double, double) = add_doubles;
static double (*volatile mixed)(int32_t, int64_t, float, double) = add_mixed;
static struct pair (*volatile pair)(int32_t, int32_t) = swap;

static int64_t call_ints(void) { return ints_of_guest(next++, 3); }
static int64_t call_doubles(void) { return (int64_t)doubles(next++, 3); }
static int64_t call_mixed(void) { return (int64_t)mixed(next++, 1, 0.5f, 1.5); }
static int64_t call_pair(void) {
    struct pair swapped = pair(next++, 3);
    return swapped.first - swapped.second;
}
static void *(*volatile copy_bytes)(void *, const void *, size_t) = memcpy;
static int64_t copy_memory(void) {
    copy_bytes(copy, buffer, size);
    return copy[size - 1];
}
static int64_t print_once(void) {
    return print_lines(atol(get("args") + strlen("streams\tprint\t")));
}
static int64_t drain_once(void) {
    int opened = open(get("stdin"), O_RDONLY);
    int drained = opened >= 0 && dup2(opened, STDIN_FILENO) >= 0 && close(opened) == 0 && drain() == 0;
    return drained ? 0 : 1;
}

static void prepare_loop(void) {
    for (size_t i = 0; i < sizeof loops / sizeof *loops; i++)
        if (strcmp(loops[i].name, get("export")) == 0)
            loop = loops[i].run;
    if (!loop)
        unsupported("has nothing that compares");
    if (find("directory") && chdir(find("directory")) != 0)
        unsupported(strerror(errno));
    int64_t result = loop(atoi(get("small")));
    if (find("directory") && result < 0)
        unsupported(strerror((int)-result));
    if (result != atoll(get("result"))) {
        fprintf(stderr, "unsupported wrong result %lld\n", (long long)result);
        exit(0);
    }
    argument = atoi(get("argument"));
}

static int64_t (*prepare_call(void))(void) {
    const char *function = get("function");
    return strcmp(function, "ints") == 0      ? call_ints
           : strcmp(function, "doubles") == 0 ? call_doubles
           : strcmp(function, "mixed") == 0   ? call_mixed
                                              : call_pair;
}

static int64_t (*prepare_memory(void))(void) {
    if (strstr(get("operation"), "string"))
        unsupported("has its strings in place");
    size = (size_t)atoll(get("size"));
    buffer = malloc(size);
    copy = malloc(size);
    if (!buffer || !copy)
        unsupported("no memory");
    memset(buffer, 1, size);
    return copy_memory;
}

static int64_t (*prepare_run(void))(void) {
    const char *module = strrchr(get("module"), '/');
    if (!module || strcmp(module, "/streams.wasm") != 0)
        unsupported("has no instances");
    if (find("stdin"))
        return drain_once;
    if (strcmp(get("stdout"), "captured") == 0)
        unsupported("has no host that captures");
    return print_once;
}

static int64_t (*operation_of_task(void))(void) {
    const char *kind = get("kind");
    if (strcmp(kind, "loop") == 0) {
        prepare_loop();
        return run_loop;
    }
    if (strcmp(kind, "call") == 0)
        return prepare_call();
    if (strcmp(kind, "memory") == 0)
        return prepare_memory();
    if (strcmp(kind, "run") == 0)
        return prepare_run();
    unsupported("has nothing that compares");
    return NULL;
}

// In batches, as looking at the clock takes longer than a call.
static double measure(int64_t (*operation)(void), double duration, long *batch) {
    static volatile int64_t sink;
    (void)sink;
    double start = nanoseconds(), passed;
    double count = 0;
    do {
        double batch_start = nanoseconds();
        for (long i = 0; i < *batch; i++)
            sink += operation();
        count += (double)*batch;
        passed = nanoseconds() - start;
        if (nanoseconds() - batch_start < 1e6)
            *batch *= 2;
    } while (passed < duration);
    return passed / count;
}

static void measure_all(int64_t (*operation)(void)) {
    long batch = 1;
    measure(operation, atof(get("warmup")) * 1e9, &batch);
    for (int i = 0; i < atoi(get("samples")); i++)
        fprintf(stderr, "sample %.3f\n", measure(operation, atof(get("seconds")) * 1e9, &batch));
}

static int launch(char **command) {
    double start = nanoseconds();
    pid_t child = fork();
    if (child == 0) {
        execvp(command[0], command);
        perror(command[0]);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (child < 0 || wait4(child, &status, 0, &usage) != child) {
        perror("native: launch");
        return 1;
    }
    fprintf(stderr, "wall %.0f\npeak %ld\n", nanoseconds() - start, usage.ru_maxrss);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int main(int argc, char **argv) {
    if (argc > 2 && strcmp(argv[1], "launch") == 0)
        return launch(argv + 2);
    words = argv + 1;
    word_count = argc - 1;
    int64_t (*operation)(void) = operation_of_task();
    int twins = find("threads") ? atoi(find("threads")) : 1;
    for (int i = 1; i < twins; i++)
        if (fork() == 0)
            break;
    measure_all(operation);
    while (wait(NULL) > 0)
        continue;
    return 0;
}
