// Standard output and input: `streams print COUNT` writes COUNT lines of 64 bytes, each on its own, and `streams drain`
// reads all of stdin and prints how many bytes that were.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int print(long count) {
    static const char line[] = "The quick brown fox jumps over the lazy dog, and then once more\n";
    for (long i = 0; i < count; i++)
        if (write(STDOUT_FILENO, line, sizeof line - 1) != sizeof line - 1)
            return 1;
    return 0;
}

static int drain(void) {
    static char buffer[65536];
    long long sum = 0;
    for (;;) {
        ssize_t length = read(STDIN_FILENO, buffer, sizeof buffer);
        if (length < 0)
            return 1;
        if (length == 0)
            break;
        sum += length;
    }
    printf("%lld\n", sum);
    return fflush(stdout) != 0;
}

int main(int argc, char **argv) {
    if (argc == 3 && strcmp(argv[1], "print") == 0)
        return print(atol(argv[2]));
    if (argc == 2 && strcmp(argv[1], "drain") == 0)
        return drain();
    fputs("usage: streams print COUNT, or streams drain\n", stderr);
    return 2;
}
