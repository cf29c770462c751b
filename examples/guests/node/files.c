/* Reading, writing and listing files. */
#include <dirent.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "node.h"

static FILE *open_input(void) {
    FILE *file = fopen("/sandbox/input.txt", "r");
    CHECK(file != NULL);
    return file;
}

PROGRAM(read_file) {
    FILE *file = open_input();
    print_file(file);
    CHECK(fclose(file) == 0);
    return 0;
}

PROGRAM(read_file_twice) {
    read_file(argc, argv);
    return read_file(argc, argv);
}

PROGRAM(write_file) {
    FILE *file = fopen("/sandbox/output.txt", "w");
    CHECK(file != NULL);
    printf("%d bytes\n", fprintf(file, "hello, file!"));
    CHECK(fclose(file) == 0);
    return 0;
}

PROGRAM(freopen_other) {
    FILE *file = open_input();
    file = freopen("/sandbox/input2.txt", "r", file);
    CHECK(file != NULL);
    print_file(file);
    return 0;
}

static void print_size(int fd) {
    struct stat status;
    CHECK(fstat(fd, &status) == 0);
    printf("size %lld, offset %lld\n", (long long)status.st_size, (long long)lseek(fd, 0, SEEK_CUR));
}

PROGRAM(ftruncate_file) {
    int fd = open("/sandbox/truncated.txt", O_CREAT | O_EXCL | O_RDWR, 0666);
    CHECK(fd >= 0);
    print_size(fd);
    CHECK(ftruncate(fd, 500) == 0);
    print_size(fd);
    CHECK(ftruncate(fd, 300) == 0);
    print_size(fd);
    return 0;
}

static void print_status(const char *path) {
    struct stat status;
    CHECK(stat(path, &status) == 0);
    printf("size %lld, read %lld s, written %lld s\n", (long long)status.st_size,
           (long long)status.st_atim.tv_sec, (long long)status.st_mtim.tv_sec);
}

PROGRAM(stat_file) {
    const char *path = "/sandbox/made/file";
    struct stat status;
    struct timespec times[2] = {{.tv_sec = 4}, {.tv_sec = 9}};
    CHECK(mkdir("/sandbox/made", 0755) == 0);
    CHECK(stat("/sandbox/made", &status) == 0 && S_ISDIR(status.st_mode));
    int fd = open(path, O_CREAT | O_RDWR, 0666);
    CHECK(fd >= 0);
    CHECK(lseek(fd, 499, SEEK_SET) == 499);
    CHECK(write(fd, "x", 1) == 1);
    CHECK(futimens(fd, times) == 0);
    CHECK(close(fd) == 0);
    print_status(path);
    CHECK(access(path, R_OK) == 0);
    CHECK(unlink(path) == 0);
    CHECK(stat(path, &status) == -1 && errno == ENOENT);
    CHECK(rmdir("/sandbox/made") == 0);
    CHECK(stat("/sandbox/made", &status) == -1 && errno == ENOENT);
    return 0;
}

PROGRAM(notdir) {
    CHECK(opendir("/sandbox/notadir") == NULL);
    print_errno();
    return 0;
}

/* In the order of the host, which is none. */
PROGRAM(readdir_entries) {
    DIR *directory = opendir("/sandbox");
    CHECK(directory != NULL);
    struct dirent *entry;
    while (errno = 0, (entry = readdir(directory)) != NULL)
        printf("%s %s\n", entry->d_name, entry->d_type == DT_DIR ? "directory" : "file");
    CHECK(errno == 0);
    CHECK(closedir(directory) == 0);
    return 0;
}

PROGRAM(stdin_line) {
    char line[32];
    CHECK(fgets(line, sizeof line, stdin) != NULL);
    fputs(line, stdout);
    return 0;
}

PROGRAM(preopen_populates) { return 0; }
