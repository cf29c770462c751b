// Prints its arguments and environment, turns DIR/input.txt into upper case as DIR/output.txt, and exits with CODE.
//
//   c-files DIR [CODE]
//
// CODE is 0 to 4294967295, 0 if it is not given.
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

// As 32 bits, of which `return` of main takes all.
static int parse_code(const char *text) {
    char *end;
    errno = 0;
    unsigned long code = strtoul(text, &end, 10);
    if (!isdigit((unsigned char)*text) || *end || errno) {
        fprintf(stderr, "c-files: CODE must be 0 to 4294967295, not \"%s\"\n", text);
        exit(2);
    }
    return (int)code;
}

int main(int argc, char **argv) {
    if (argc < 2) {
        fputs("usage: c-files DIR [CODE]\n", stderr);
        return 2;
    }
    int code = argc > 2 ? parse_code(argv[2]) : 0;
    print_arguments_and_environment(argc, argv);
    copy_in_upper_case(argv[1]);
    return code;
}
