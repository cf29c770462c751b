// A library with debug information, whose function traps two calls deep, the innermost inlined.
#define EXPORT(name) __attribute__((export_name(#name), noinline)) name

static inline __attribute__((always_inline)) int divide(int a, int b) {
    return a / b;
}

static __attribute__((noinline)) int average(int sum, int count) {
    return divide(sum, count) + 1;
}

int EXPORT(run)(int sum, int count) {
    return average(sum, count) * 2;
}
