/* Runs the program that the variable PROGRAM names. */
#include <string.h>

#include "node.h"

#define PROGRAMS(X)                                                                                \
    X(cant_dotdot) X(clock_resolutions) X(create_symlink) X(exitcode) X(fd_prestat_get_refresh)         \
    X(follow_symlink) X(freopen_other) X(ftruncate_file) X(getentropy_bytes) X(getrusage_moves)    \
    X(gettimeofday_moves) X(link_file) X(main_args) X(notdir) X(poll_events) X(poll_timer)         \
    X(preopen_populates) X(read_file) X(read_file_twice) X(readdir_entries) X(sock)                \
    X(stat_file) X(stdin_line) X(symlink_escape) X(symlink_loop) X(uint32_pointers) X(write_file)

#define DECLARE(name) PROGRAM(name);
PROGRAMS(DECLARE)

static const struct {
    const char *name;
    int (*run)(int, char **);
} programs[] = {
#define ENTRY(name) {#name, name},
    PROGRAMS(ENTRY)};

void print_errno(void) {
    switch (errno) {
    case EBADF: puts("EBADF"); break;
    case ELOOP: puts("ELOOP"); break;
    case ENOTCAPABLE: puts("ENOTCAPABLE"); break;
    case ENOTDIR: puts("ENOTDIR"); break;
    case ENOTSOCK: puts("ENOTSOCK"); break;
    case ENOTSUP: puts("ENOTSUP"); break;
    case EPERM: puts("EPERM"); break;
    default: printf("errno %d\n", errno);
    }
}

void print_file(FILE *file) {
    char buffer[256];
    size_t count;
    while ((count = fread(buffer, 1, sizeof buffer, file)) > 0)
        fwrite(buffer, 1, count, stdout);
    CHECK(!ferror(file));
}

int main(int argc, char **argv) {
    const char *wanted = getenv("PROGRAM");
    CHECK(wanted != NULL);
    for (size_t i = 0; i < sizeof programs / sizeof *programs; i++)
        if (strcmp(programs[i].name, wanted) == 0)
            return programs[i].run(argc, argv);
    fprintf(stderr, "there is no program %s\n", wanted);
    return 1;
}
