/* Links and paths that leave the sandbox. */
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node.h"

static int refused(const char *path) {
    CHECK(fopen(path, "r") == NULL);
    print_errno();
    return 0;
}

PROGRAM(cant_dotdot) { return refused("/sandbox/../outside.txt"); }

PROGRAM(symlink_escape) { return refused("/sandbox/subdir/outside.txt"); }

PROGRAM(symlink_loop) { return refused("/sandbox/subdir/loop1"); }

static void print_path(const char *path) {
    FILE *file = fopen(path, "r");
    CHECK(file != NULL);
    print_file(file);
    CHECK(fclose(file) == 0);
}

PROGRAM(follow_symlink) {
    print_path("/sandbox/subdir/input_link.txt");
    return 0;
}

PROGRAM(create_symlink) {
    const char *target = "./input-in-subdir.txt";
    const char *path = "/sandbox/subdir/new-link";
    char read[64];
    CHECK(symlink(target, path) == 0);
    ssize_t length = readlink(path, read, sizeof read);
    CHECK(length == (ssize_t)strlen(target) && memcmp(read, target, strlen(target)) == 0);
    print_path(path);
    return 0;
}

PROGRAM(link_file) {
    struct stat first, second;
    CHECK(link("/sandbox/input.txt", "/tmp/linked.txt") == 0);
    CHECK(stat("/sandbox/input.txt", &first) == 0);
    CHECK(stat("/tmp/linked.txt", &second) == 0);
    CHECK(first.st_ino == second.st_ino && first.st_dev == second.st_dev);
    return 0;
}
