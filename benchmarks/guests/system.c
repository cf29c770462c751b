// Every function of WASI on files, clocks and random numbers: each export does one of them COUNT times, and returns
// COUNT, or the negative number of the error.
#include "guest.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef __wasm__
static const char *directory = "/sandbox";
#else
static const char *directory = ".";
#endif

#define BLOCK 4096
// The file stays in the page cache, and every block is far from the last one's cache lines.
#define BLOCKS 256
#define ENTRIES 100

static char block[BLOCK];
static char file[512], other[512], link_to_file[512], folder[512], entries[512], fresh[512];
static int fd = -1;

static int make_file(const char *path) {
    int made = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);
    return made >= 0 && close(made) == 0;
}

static int fill_folder(void) {
    if (mkdir(entries, 0700) != 0 && errno != EEXIST)
        return 0;
    for (int i = 0; i < ENTRIES; i++) {
        char path[600];
        snprintf(path, sizeof path, "%s/entry-%d", entries, i);
        if (!make_file(path))
            return 0;
    }
    return 1;
}

static void name(char path[512], const char *last) { snprintf(path, 512, "%s/%s", directory, last); }

// Makes what the operations work on, at the first one.
static int prepare(void) {
    if (fd >= 0)
        return 1;
    name(file, "file");
    name(other, "other");
    name(link_to_file, "link");
    name(folder, "folder");
    name(entries, "entries");
    name(fresh, "fresh");
    int opened = open(file, O_RDWR | O_CREAT | O_TRUNC, 0600);
    if (opened < 0)
        return 0;
    for (int i = 0; i < BLOCKS; i++)
        if (write(opened, block, BLOCK) != BLOCK)
            return 0;
    fd = opened;
    return 1;
}

static int at_start_of(int i) { return i % BLOCKS != 0 || lseek(fd, 0, SEEK_SET) == 0; }

static int readdir_all(void) {
    DIR *stream = opendir(entries);
    if (!stream)
        return 0;
    int count = 0;
    while (readdir(stream))
        count++;
    // "." and ".." are reported by some.
    return closedir(stream) == 0 && count >= ENTRIES;
}

static int open_and_close(const char *path, int flags) {
    int opened = open(path, flags, 0600);
    return opened >= 0 && close(opened) == 0;
}

static const struct timespec times[2] = {{1000000000, 0}, {1000000000, 0}};
static struct stat status;
static struct timespec now;
static char text[512];

#define LOOP(export, prepared, succeeded)                                                                              \
    EXPORT(export) int64_t export##_loop(int32_t count) {                                                              \
        errno = 0;                                                                                                     \
        if (!prepare() || !(prepared))                                                                                 \
            return errno ? -errno : -1;                                                                                \
        for (int32_t i = 0; i < count; i++)                                                                            \
            if (!(succeeded))                                                                                          \
                return errno ? -errno : -1;                                                                            \
        return count;                                                                                                  \
    }

LOOP(fd_write, lseek(fd, 0, SEEK_SET) == 0, at_start_of(i) && write(fd, block, BLOCK) == BLOCK)
LOOP(fd_read, lseek(fd, 0, SEEK_SET) == 0, at_start_of(i) && read(fd, block, BLOCK) == BLOCK)
LOOP(fd_pwrite, 1, pwrite(fd, block, BLOCK, i % BLOCKS * BLOCK) == BLOCK)
LOOP(fd_pread, 1, pread(fd, block, BLOCK, i % BLOCKS * BLOCK) == BLOCK)
LOOP(fd_seek, 1, lseek(fd, i & 0xffff, SEEK_SET) == (i & 0xffff))
LOOP(fd_tell, lseek(fd, 5, SEEK_SET) == 5, lseek(fd, 0, SEEK_CUR) == 5)
LOOP(fd_filestat_get, 1, fstat(fd, &status) == 0 && status.st_size == BLOCK * BLOCKS)
LOOP(fd_filestat_set_size, 1, ftruncate(fd, BLOCK * BLOCKS) == 0)
LOOP(fd_filestat_set_times, 1, futimens(fd, times) == 0)
LOOP(fd_allocate, 1, (errno = posix_fallocate(fd, 0, BLOCK)) == 0)
LOOP(fd_advise, 1, (errno = posix_fadvise(fd, 0, BLOCK, POSIX_FADV_NORMAL)) == 0)
LOOP(fd_sync, 1, fsync(fd) == 0)
LOOP(fd_datasync, 1, fdatasync(fd) == 0)
LOOP(fd_fdstat_get, 1, fcntl(fd, F_GETFL) >= 0)
LOOP(fd_fdstat_set_flags, 1, fcntl(fd, F_SETFL, i & 1 ? O_APPEND : 0) == 0)
LOOP(fd_readdir, fill_folder(), readdir_all())
LOOP(path_open, 1, open_and_close(file, O_RDONLY))
LOOP(path_filestat_get, 1, stat(file, &status) == 0 && status.st_size == BLOCK * BLOCKS)
LOOP(path_filestat_set_times, 1, utimensat(AT_FDCWD, file, times, 0) == 0)
LOOP(path_create_directory, (rmdir(folder), errno = 0, 1), mkdir(folder, 0700) == 0 && rmdir(folder) == 0)
LOOP(path_unlink_file, 1, open_and_close(fresh, O_RDWR | O_CREAT | O_EXCL) && unlink(fresh) == 0)
LOOP(path_link, (unlink(other), errno = 0, 1), link(file, other) == 0 && unlink(other) == 0)
LOOP(path_symlink, (unlink(link_to_file), errno = 0, 1), symlink("file", link_to_file) == 0 && unlink(link_to_file) == 0)
LOOP(path_readlink, (unlink(link_to_file), symlink("file", link_to_file) == 0), readlink(link_to_file, text, 4) == 4)
LOOP(path_rename, make_file(fresh) && rename(fresh, other) == 0,
     rename(i & 1 ? fresh : other, i & 1 ? other : fresh) == 0)
LOOP(clock_time_get, 1, clock_gettime(CLOCK_MONOTONIC, &now) == 0)
LOOP(clock_res_get, 1, clock_getres(CLOCK_MONOTONIC, &now) == 0)
LOOP(random_get, 1, getentropy(block, 16) == 0)
LOOP(sched_yield, 1, sched_yield() == 0)
