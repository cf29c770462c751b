// Measures file operations, from inside of the guest. It compiles for the host too, for comparison.
//
//   bench OPERATION COUNT [DIR]
//
// OPERATION is write4k, read4k, stat or openclose, done COUNT times on a file in DIR: prints its name and how many
// nanoseconds one took. Or it is print, which writes COUNT lines of 64 bytes to stdout, each on its own, and prints the
// nanoseconds for one to stderr. The one or two nanoseconds of the loop are not taken off.
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define BLOCK 4096
// The file stays in the page cache, and every block is far from the last one's cache lines.
#define BLOCKS 256

static char path[1024];
static char block[BLOCK];

static void check(int succeeded, const char *what) {
    if (!succeeded) {
        fprintf(stderr, "bench: %s %s: %s\n", what, path, strerror(errno));
        exit(1);
    }
}

static int64_t nanoseconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * INT64_C(1000000000) + now.tv_nsec;
}

static void rewind_after_last_block(int fd, long i) {
    if (i % BLOCKS == 0)
        check(lseek(fd, 0, SEEK_SET) == 0, "seek");
}

static void write_blocks(int fd, long count) {
    for (long i = 0; i < count; i++) {
        rewind_after_last_block(fd, i);
        check(write(fd, block, BLOCK) == BLOCK, "write");
    }
}

static void read_blocks(int fd, long count) {
    for (long i = 0; i < count; i++) {
        rewind_after_last_block(fd, i);
        check(read(fd, block, BLOCK) == BLOCK, "read");
    }
}

static void stat_path(int fd, long count) {
    struct stat status;
    (void)fd;
    for (long i = 0; i < count; i++)
        check(stat(path, &status) == 0 && status.st_size == BLOCK * BLOCKS, "stat");
}

static void open_and_close(int fd, long count) {
    (void)fd;
    for (long i = 0; i < count; i++) {
        int opened = open(path, O_RDONLY);
        check(opened >= 0, "open");
        check(close(opened) == 0, "close");
    }
}

static void print_lines(int fd, long count) {
    static const char line[] = "The quick brown fox jumps over the lazy dog, and then once more\n";
    for (long i = 0; i < count; i++)
        check(write(fd, line, sizeof line - 1) == sizeof line - 1, "write to stdout, not");
}

static const struct operation {
    const char *name;
    void (*run)(int fd, long count);
} operations[] = {
    {"write4k", write_blocks}, {"read4k", read_blocks},  {"stat", stat_path},
    {"openclose", open_and_close}, {"print", print_lines},
};

static const struct operation *find_operation(const char *name) {
    for (size_t i = 0; i < sizeof operations / sizeof *operations; i++)
        if (strcmp(operations[i].name, name) == 0)
            return &operations[i];
    return NULL;
}

static double measure(const struct operation *operation, int fd, long count) {
    int64_t start = nanoseconds();
    operation->run(fd, count);
    return (double)(nanoseconds() - start) / count;
}

static int prepare_file(const char *directory) {
    snprintf(path, sizeof path, "%s/bench.dat", directory);
    int fd = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    check(fd >= 0, "open");
    write_blocks(fd, BLOCKS);
    return fd;
}

int main(int argc, char **argv) {
    const struct operation *operation = argc > 2 ? find_operation(argv[1]) : NULL;
    long count = argc > 2 ? atol(argv[2]) : 0;
    if (!operation || count < 1 || (operation->run != print_lines && argc < 4)) {
        fputs("usage: bench write4k|read4k|stat|openclose COUNT DIR, or bench print COUNT\n", stderr);
        return 2;
    }
    if (operation->run == print_lines) {
        fprintf(stderr, "print %.1f\n", measure(operation, STDOUT_FILENO, count));
        return 0;
    }
    int fd = prepare_file(argv[3]);
    // Once before, so that what happens at the first time only is not counted.
    operation->run(fd, count / 10 + 1);
    printf("%s %.1f\n", operation->name, measure(operation, fd, count));
    check(close(fd) == 0 && unlink(path) == 0, "remove");
    return 0;
}
