/* Arguments, clocks, random numbers, waiting. */
#include <poll.h>
#include <stdint.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include <wasi/api.h>

#include "node.h"

PROGRAM(main_args) {
    for (int i = 0; i < argc; i++)
        puts(argv[i]);
    return 0;
}

PROGRAM(exitcode) { return 120; }

PROGRAM(clock_resolutions) {
    for (__wasi_clockid_t id = 0; id < 4; id++) {
        __wasi_timestamp_t resolution = 0;
        errno = __wasi_clock_res_get(id, &resolution);
        if (errno != 0)
            print_errno();
        else
            puts(resolution > 0 ? "known" : "0");
    }
    return 0;
}

static int64_t micros(struct timeval time) { return time.tv_sec * INT64_C(1000000) + time.tv_usec; }

PROGRAM(gettimeofday_moves) {
    struct timeval first, second;
    CHECK(gettimeofday(&first, NULL) == 0);
    do {
        CHECK(gettimeofday(&second, NULL) == 0);
        CHECK(micros(second) >= micros(first));
    } while (micros(second) == micros(first));
    return 0;
}

static int64_t cpu_micros(void) {
    struct rusage usage;
    CHECK(getrusage(RUSAGE_SELF, &usage) == 0);
    return micros(usage.ru_utime) + micros(usage.ru_stime);
}

PROGRAM(getrusage_moves) {
    int64_t first = cpu_micros(), last = first;
    for (int i = 0; i < 1000; i++) {
        int64_t now = cpu_micros();
        CHECK(now >= last);
        last = now;
    }
    CHECK(last > first);
    return 0;
}

PROGRAM(getentropy_bytes) {
    unsigned char bytes[256] = {0}, zeros[256] = {0};
    CHECK(getentropy(bytes, sizeof bytes) == 0);
    CHECK(memcmp(bytes, zeros, sizeof bytes) != 0);
    return 0;
}

/* A host that keeps a view of the memory must notice that it grows. */
PROGRAM(fd_prestat_get_refresh) {
    errno = 0;
    CHECK(isatty(0) == 0);
    CHECK(__builtin_wasm_memory_grow(0, 1) != (size_t)-1);
    CHECK(isatty(0) == 0);
    return 0;
}

PROGRAM(sock) {
    CHECK(accept(0, NULL, NULL) == -1);
    print_errno();
    return 0;
}

/* Each address that a 32-bit number can be mistaken in. The answers are success or EOVERFLOW. */
PROGRAM(uint32_pointers) {
    uint32_t pointers[] = {0, 1, INT32_MAX, UINT32_MAX, UINT32_C(1) << 31, INT32_C(-8)};
    int good = 0, bad = 0;
    for (int round = 0; round < 2000; round++) {
        for (size_t i = 0; i < sizeof pointers / sizeof *pointers; i++) {
            int saved[4];
            memcpy(saved, (void *)(uintptr_t)(i < 2 ? pointers[i] : 16), sizeof saved);
            __wasi_errno_t got = __wasi_clock_time_get(0, 1, (void *)(uintptr_t)pointers[i]);
            memcpy((void *)(uintptr_t)(i < 2 ? pointers[i] : 16), saved, sizeof saved);
            CHECK(got == 0 || got == EOVERFLOW);
            got == 0 ? good++ : bad++;
        }
    }
    CHECK(good > 0 && bad > 0);
    return 0;
}

static double seconds(void) {
    struct timespec now;
    CHECK(clock_gettime(CLOCK_MONOTONIC, &now) == 0);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

PROGRAM(poll_timer) {
    double before = seconds();
    CHECK(sleep(1) == 0);
    CHECK(seconds() - before >= 0.9);
    before = seconds();
    struct timespec half = {.tv_nsec = 500000000};
    CHECK(nanosleep(&half, NULL) == 0);
    CHECK(seconds() - before >= 0.4);
    return 0;
}

PROGRAM(poll_events) {
    struct pollfd outputs[] = {{1, POLLOUT, 0}, {2, POLLOUT, 0}};
    struct pollfd duplicates[] = {{1, POLLOUT, 0}, {1, POLLOUT, 0}};
    poll_timer(argc, argv);
    CHECK(poll(outputs, 2, -1) == 2);
    CHECK(outputs[0].revents == POLLOUT && outputs[1].revents == POLLOUT);
    CHECK(poll(duplicates, 2, -1) > 0);
    CHECK(duplicates[0].revents == POLLOUT || duplicates[1].revents == POLLOUT);
    struct pollfd input = {0, POLLIN, 0};
    CHECK(poll(&input, 1, 2000) == 1);
    CHECK(input.revents & POLLIN);
    puts(input.revents & POLLHUP ? "POLLIN POLLHUP" : "POLLIN");
    return 0;
}
