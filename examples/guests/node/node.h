/* Small programs that observe what Node's own tests of node:wasi observe. Each prints what it sees. */
#ifndef NODE_H
#define NODE_H

/* Where a program sees something that no host should show, it ends with the status 1. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            fprintf(stderr, "%s:%d: %s, errno %d\n", __FILE_NAME__, __LINE__, #condition, errno);  \
            exit(1);                                                                               \
        }                                                                                          \
    } while (0)

#define PROGRAM(name) int name(int argc __attribute__((unused)), char **argv __attribute__((unused)))

/* Prints errno by its name. */
void print_errno(void);

/* Copies a file to stdout. */
void print_file(FILE *file);

#endif
