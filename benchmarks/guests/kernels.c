// Pure computation. Each kernel takes a size and returns a checksum, so that nothing can be left out.
#include "guest.h"

#include <string.h>

static uint32_t random_state;

static uint32_t next_random(void) {
    random_state = random_state * 1664525u + 1013904223u;
    return random_state >> 8;
}

static int64_t fibonacci(int32_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

EXPORT(fib) int64_t fib(int32_t n) { return fibonacci(n); }

static const uint32_t sha256_constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static uint32_t rotate(uint32_t value, int bits) { return value >> bits | value << (32 - bits); }

static void sha256_block(uint32_t state[8], const uint8_t *block) {
    uint32_t w[64], s[8];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | block[4 * i + 1] << 16 | block[4 * i + 2] << 8 | block[4 * i + 3];
    for (int i = 16; i < 64; i++) {
        uint32_t a = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
        uint32_t b = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
        w[i] = w[i - 16] + a + w[i - 7] + b;
    }
    memcpy(s, state, sizeof s);
    for (int i = 0; i < 64; i++) {
        uint32_t e = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
        uint32_t a = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
        uint32_t t = s[7] + e + ((s[4] & s[5]) ^ (~s[4] & s[6])) + sha256_constants[i] + w[i];
        uint32_t u = a + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
        s[7] = s[6], s[6] = s[5], s[5] = s[4], s[4] = s[3] + t;
        s[3] = s[2], s[2] = s[1], s[1] = s[0], s[0] = t + u;
    }
    for (int i = 0; i < 8; i++)
        state[i] += s[i];
}

// SHA-256 of that many KiB, without the padding.
EXPORT(sha256) int64_t sha256(int32_t kib) {
    static uint8_t data[1024];
    uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    for (int i = 0; i < 1024; i++)
        data[i] = (uint8_t)(i * 7);
    for (int32_t i = 0; i < kib; i++)
        for (int block = 0; block < 1024; block += 64)
            sha256_block(state, data + block);
    return (int64_t)((uint64_t)state[0] << 32 | state[1]);
}

EXPORT(mandelbrot) int64_t mandelbrot(int32_t size) {
    int64_t steps = 0;
    for (int32_t y = 0; y < size; y++)
        for (int32_t x = 0; x < size; x++) {
            double cr = 2.0 * x / size - 1.5, ci = 2.0 * y / size - 1.0, zr = 0, zi = 0;
            for (int i = 0; i < 50 && zr * zr + zi * zi <= 4.0; i++) {
                double next = zr * zr - zi * zi + cr;
                zi = 2 * zr * zi + ci;
                zr = next;
                steps++;
            }
        }
    return steps;
}

#define MATRIX 256
static double left[MATRIX][MATRIX], right[MATRIX][MATRIX], product[MATRIX][MATRIX];

// Integers in doubles, so that the checksum is exact in any order of the additions. The size is at most 256.
EXPORT(matmul) int64_t matmul(int32_t size) {
    for (int32_t i = 0; i < size; i++)
        for (int32_t j = 0; j < size; j++) {
            left[i][j] = (i * 3 + j) % 17;
            right[i][j] = (i + j * 5) % 13;
            product[i][j] = 0;
        }
    for (int32_t i = 0; i < size; i++)
        for (int32_t k = 0; k < size; k++)
            for (int32_t j = 0; j < size; j++)
                product[i][j] += left[i][k] * right[k][j];
    double sum = 0;
    for (int32_t i = 0; i < size; i++)
        for (int32_t j = 0; j < size; j++)
            sum += product[i][j] * (i + 1);
    return (int64_t)sum;
}

#define NUMBERS (1 << 20)
static uint32_t numbers[NUMBERS];

static void quicksort(uint32_t *from, uint32_t *to) {
    while (to - from > 16) {
        uint32_t pivot = from[(to - from) / 2];
        uint32_t *low = from, *high = to - 1;
        while (low <= high) {
            while (*low < pivot)
                low++;
            while (*high > pivot)
                high--;
            if (low <= high) {
                uint32_t swapped = *low;
                *low++ = *high;
                *high-- = swapped;
            }
        }
        quicksort(from, high + 1);
        from = low;
    }
    for (uint32_t *i = from + 1; i < to; i++) {
        uint32_t inserted = *i, *hole = i;
        for (; hole > from && hole[-1] > inserted; hole--)
            *hole = hole[-1];
        *hole = inserted;
    }
}

// Sorts that many random numbers, at most 1 Mi.
EXPORT(sort) int64_t sort(int32_t count) {
    random_state = 42;
    for (int32_t i = 0; i < count; i++)
        numbers[i] = next_random();
    quicksort(numbers, numbers + count);
    int64_t sum = 0;
    for (int32_t i = 0; i < count; i++)
        sum += (int64_t)numbers[i] * (i & 1023);
    return sum;
}

// 64 MiB: more than a cache has. One place for each cache line.
#define PLACES (1 << 20)
static struct place {
    uint32_t next;
    uint32_t padding[15];
} places[PLACES];

static void make_cycle(void) {
    for (uint32_t i = 0; i < PLACES; i++)
        places[i].next = i;
    random_state = 7;
    for (uint32_t i = PLACES - 1; i > 0; i--) {
        uint32_t other = next_random() % i, swapped = places[i].next;
        places[i].next = places[other].next;
        places[other].next = swapped;
    }
}

// Follows one random cycle through all of the memory: each step waits for the one before.
EXPORT(walk) int64_t walk(int32_t steps) {
    static uint32_t at;
    if (places[0].next == 0)
        make_cycle();
    int64_t sum = 0;
    for (int32_t i = 0; i < steps; i++) {
        at = places[at].next;
        sum += at >= PLACES;
    }
    return steps + sum;
}
