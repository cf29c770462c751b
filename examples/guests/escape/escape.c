// Tries to get out of its preopened directory, descriptor 3, in every way it knows. The host has put links that lead
// out into it, see the test. Prints a line for each try, "refused" with the errno or "ESCAPED".
//
//   escape          all tricks but the race
//   escape race N   opens race/secret.txt N times while the host swaps the directory for a link
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wasi/api.h>

#define SANDBOX 3
#define FOLLOW __WASI_LOOKUPFLAGS_SYMLINK_FOLLOW

// As wasi-libc has it, but with a length.
__attribute__((import_module("wasi_snapshot_preview1"), import_name("path_filestat_get")))
extern int path_filestat_get(int fd, int flags, const char *path, int path_len, __wasi_filestat_t *stat);

static void report(const char *operation, const char *path, __wasi_errno_t error) {
    if (error == 0)
        printf("%s %s: ESCAPED\n", operation, path);
    else
        printf("%s %s: refused %d\n", operation, path, error);
}

static __wasi_errno_t open_at(const char *path, __wasi_oflags_t flags, __wasi_fd_t *fd) {
    __wasi_rights_t rights = __WASI_RIGHTS_FD_READ | __WASI_RIGHTS_FD_READDIR;
    if (flags & (__WASI_OFLAGS_CREAT | __WASI_OFLAGS_TRUNC))
        rights |= __WASI_RIGHTS_FD_WRITE;
    return __wasi_path_open(SANDBOX, FOLLOW, path, flags, rights, rights, 0, fd);
}

static void try_open(const char *operation, const char *path, __wasi_oflags_t flags) {
    __wasi_fd_t fd;
    __wasi_errno_t error = open_at(path, flags, &fd);
    report(operation, path, error);
    if (error == 0)
        (void)__wasi_fd_close(fd);
}

// What follows a link at the end of the path.
static void follow(const char *path) {
    __wasi_filestat_t stat;
    try_open("open", path, 0);
    try_open("opendir", path, __WASI_OFLAGS_DIRECTORY);
    try_open("create", path, __WASI_OFLAGS_CREAT);
    try_open("truncate", path, __WASI_OFLAGS_TRUNC);
    report("stat", path, __wasi_path_filestat_get(SANDBOX, FOLLOW, path, &stat));
    report("touch", path, __wasi_path_filestat_set_times(SANDBOX, FOLLOW, path, 0, 0, __WASI_FSTFLAGS_MTIM));
    report("hard link", path, __wasi_path_link(SANDBOX, FOLLOW, path, SANDBOX, "stolen"));
}

// What works on the path itself, whose last part is no link.
static void outside(const char *path) {
    __wasi_filestat_t stat;
    char buffer[64];
    __wasi_size_t used;
    follow(path);
    report("lstat", path, __wasi_path_filestat_get(SANDBOX, 0, path, &stat));
    report("ltouch", path, __wasi_path_filestat_set_times(SANDBOX, 0, path, 0, 0, __WASI_FSTFLAGS_MTIM));
    report("readlink", path, __wasi_path_readlink(SANDBOX, path, (uint8_t *)buffer, sizeof buffer, &used));
    report("mkdir", path, __wasi_path_create_directory(SANDBOX, path));
    report("rmdir", path, __wasi_path_remove_directory(SANDBOX, path));
    report("unlink", path, __wasi_path_unlink_file(SANDBOX, path));
    report("symlink at", path, __wasi_path_symlink("inside.txt", SANDBOX, path));
    report("rename from", path, __wasi_path_rename(SANDBOX, path, SANDBOX, "stolen"));
    report("rename to", path, __wasi_path_rename(SANDBOX, "inside.txt", SANDBOX, path));
    report("hard link to", path, __wasi_path_link(SANDBOX, 0, "inside.txt", SANDBOX, path));
    report("hard link of", path, __wasi_path_link(SANDBOX, 0, path, SANDBOX, "stolen"));
}

// Links that the guest makes itself, which it may, as long as they lead nowhere outside.
static void own_links(void) {
    (void)__wasi_path_symlink("../outside.txt", SANDBOX, "own_file");
    follow("own_file");
    (void)__wasi_path_symlink("..", SANDBOX, "own_up");
    outside("own_up/outside.txt");
    outside("own_up/outside_dir/secret.txt");
    report("absolute link", "own_absolute", __wasi_path_symlink("/etc/passwd", SANDBOX, "own_absolute"));
    (void)__wasi_path_symlink("own_chain2", SANDBOX, "own_chain1");
    (void)__wasi_path_symlink("own_up/outside.txt", SANDBOX, "own_chain2");
    follow("own_chain1");
    // A link that is harmless where it is made, and leads out where its directory is moved to.
    (void)__wasi_path_create_directory(SANDBOX, "deep");
    (void)__wasi_path_create_directory(SANDBOX, "deep/er");
    (void)__wasi_path_symlink("../../outside.txt", SANDBOX, "deep/er/link");
    if (__wasi_path_rename(SANDBOX, "deep/er", SANDBOX, "moved") == 0)
        follow("moved/link");
}

// A directory that the guest has open is moved up by a rename; `..` from there must not lead out.
static void moved_directory(void) {
    __wasi_fd_t fd, up;
    __wasi_rights_t rights = __WASI_RIGHTS_FD_READDIR | __WASI_RIGHTS_PATH_OPEN | __WASI_RIGHTS_FD_READ;
    (void)__wasi_path_create_directory(SANDBOX, "a");
    (void)__wasi_path_create_directory(SANDBOX, "a/b");
    if (__wasi_path_open(SANDBOX, 0, "a/b", __WASI_OFLAGS_DIRECTORY, rights, rights, 0, &fd) != 0)
        return;
    report("open from a/b", "../../../outside.txt",
           __wasi_path_open(fd, FOLLOW, "../../../outside.txt", 0, rights, rights, 0, &up));
    (void)__wasi_path_rename(SANDBOX, "a/b", SANDBOX, "b");
    report("open from b", "../../outside.txt",
           __wasi_path_open(fd, FOLLOW, "../../outside.txt", 0, rights, rights, 0, &up));
    report("open from b", "..", __wasi_path_open(fd, FOLLOW, "..", __WASI_OFLAGS_DIRECTORY, rights, rights, 0, &up));
}

static void race(int count) {
    static char buffer[64];
    for (int i = 0; i < count; i++) {
        __wasi_fd_t fd;
        if (open_at("race/secret.txt", 0, &fd) != 0)
            continue;
        __wasi_iovec_t iov = {(uint8_t *)buffer, sizeof buffer - 1};
        __wasi_size_t read = 0;
        (void)__wasi_fd_read(fd, &iov, 1, &read);
        buffer[read] = 0;
        if (strstr(buffer, "SECRET"))
            printf("race: ESCAPED\n");
        (void)__wasi_fd_close(fd);
    }
    printf("race: refused\n");
}

int main(int argc, char **argv) {
    static const char *const links[] = {"link_file", "link_absolute", "link_dir", "link_dir/", "link_dir/.",
        "link_chain", "link_dangling", "link_dir_absolute", "link_up", "link_proc"};
    static const char *const paths[] = {"..", "../", "../outside.txt", "./../outside.txt", "sub/../../outside.txt",
        "sub/./.././../outside.txt", "inside.txt/../../outside.txt", "../sandbox/../outside.txt", "/etc/passwd",
        "//etc/passwd", "/", "../new.txt", "link_dir/secret.txt", "link_dir/new.txt", "link_dir/../outside.txt",
        "link_dir_absolute/secret.txt", "link_up/outside.txt", "link_up/new.txt", "link_proc/self/status",
        "link_dir/sub/..", "sub/link_up2/outside.txt", "missing/../../outside.txt"};
    if (argc > 2 && strcmp(argv[1], "race") == 0) {
        race(atoi(argv[2]));
        return 0;
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        follow(links[i]);
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
        outside(paths[i]);
    own_links();
    moved_directory();
    // The kernel's paths end at a NUL, WASI's do not.
    __wasi_filestat_t stat;
    static const char nul[] = "inside.txt\0x";
    report("stat", "inside.txt<NUL>", path_filestat_get(SANDBOX, 0, nul, sizeof nul, &stat));
    return 0;
}
