// A library whose functions the host calls, after `_initialize`. What takes a text takes its address and length, for
// which the host asks malloc.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXPORT(name) __attribute__((export_name(#name))) name

// Memory for it comes from malloc, and the host frees it.
struct text {
    uint32_t length;
    char bytes[];
};

static int32_t state;

// Run by `_initialize`: without it `count` begins at 1.
__attribute__((constructor)) static void construct(void) { state = 41; }

int32_t EXPORT(add)(int32_t a, int32_t b) { return (int32_t)((uint32_t)a + (uint32_t)b); }

int64_t EXPORT(multiply)(int64_t a, int64_t b) { return (int64_t)((uint64_t)a * (uint64_t)b); }

double EXPORT(scale)(double a, double b) { return a * b; }

float EXPORT(half)(float a) { return a / 2; }

int32_t EXPORT(sum)(const int32_t *numbers, uint32_t count) {
    int32_t total = 0;
    for (uint32_t i = 0; i < count; i++)
        total = add(total, numbers[i]);
    return total;
}

int32_t EXPORT(count)(void) { return ++state; }

// Gives null where there is no memory left.
struct text *EXPORT(greet)(const char *name, uint32_t length) {
    static const char hello[7] = "hello, ";
    struct text *greeting = malloc(sizeof *greeting + sizeof hello + length);
    if (!greeting)
        return NULL;
    greeting->length = sizeof hello + length;
    memcpy(greeting->bytes, hello, sizeof hello);
    memcpy(greeting->bytes + sizeof hello, name, length);
    return greeting;
}

// A reactor has WASI too. Gives the count of bytes that went to stdout.
uint32_t EXPORT(print)(const char *text, uint32_t length) {
    size_t written = fwrite(text, 1, length, stdout);
    return fflush(stdout) == 0 ? written : 0;
}
