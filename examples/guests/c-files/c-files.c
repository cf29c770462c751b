// Prints its arguments and environment, turns DIR/input.txt into upper case as DIR/output.txt, and exits with CODE.
//
//   c-files DIR [CODE]
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static void print_arguments_and_environment(int argc, char **argv) {
    for (int i = 0; i < argc; i++)
        printf("arg %s\n", argv[i]);
    for (char **variable = environ; *variable; variable++)
        printf("env %s\n", *variable);
}

static FILE *open_in(const char *directory, const char *name, const char *mode) {
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, mode);
    if (!file) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    return file;
}

static void copy_in_upper_case(const char *directory) {
    FILE *input = open_in(directory, "input.txt", "r");
    FILE *output = open_in(directory, "output.txt", "w");
    for (int c; (c = getc(input)) != EOF;)
        putc(toupper(c), output);
    if (ferror(input) || fclose(output) != 0) {
        perror("copying failed");
        exit(1);
    }
    fclose(input);
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: c-files DIR [CODE]\n", stderr);
        return 2;
    }
    print_arguments_and_environment(argc, argv);
    copy_in_upper_case(argv[1]);
    return argc > 2 ? atoi(argv[2]) : 0;
}
