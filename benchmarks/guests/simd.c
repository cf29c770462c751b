// The Mandelbrot set, four points at a time: its own guest, as a runtime without SIMD refuses the whole module.
#include "guest.h"

typedef float floats4 __attribute__((vector_size(16)));
typedef int32_t ints4 __attribute__((vector_size(16)));

static floats4 all(float value) { return (floats4){value, value, value, value}; }

EXPORT(simd) int64_t simd(int32_t size) {
    int64_t steps = 0;
    for (int32_t y = 0; y < size; y++)
        for (int32_t x = 0; x < size; x += 4) {
            floats4 cr = ((floats4){0, 1, 2, 3} + all((float)x)) * all(2.0f / (float)size) - all(1.5f);
            floats4 ci = all(2.0f / (float)size * (float)y - 1.0f), zr = all(0), zi = all(0);
            ints4 counts = {0, 0, 0, 0};
            for (int i = 0; i < 50; i++) {
                ints4 inside = zr * zr + zi * zi <= all(4.0f);
                // Points outside grow to infinity and NaN, which are not inside either.
                counts -= inside;
                floats4 next = zr * zr - zi * zi + cr;
                zi = all(2.0f) * zr * zi + ci;
                zr = next;
            }
            steps += counts[0] + counts[1] + counts[2] + counts[3];
        }
    return steps;
}
