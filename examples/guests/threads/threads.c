// Counts prime numbers on several threads: wasi-threads without a libc, to show what the host has to do.
//
// The memory is imported and shared. `wasi.thread-spawn` asks the host for a thread, which makes another instance of
// this module over the same memory and calls `wasi_thread_start` in it.

#include <stdatomic.h>
#include <stdint.h>

#define THREADS 4
#define LIMIT 100000

struct thread {
    _Alignas(16) char stack[4096];
    uint32_t from;
    uint32_t to;
};

struct bytes {
    const char *start;
    uint32_t length;
};

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int32_t thread_spawn(struct thread *thread);

__attribute__((import_module("wasi_snapshot_preview1"), import_name("fd_write"))) uint16_t fd_write(
    uint32_t fd, const struct bytes *iovs, uint32_t count, uint32_t *written);

__asm__(".globaltype __stack_pointer, i32");

static struct thread threads[THREADS];
static atomic_uint primes;
static atomic_int running = THREADS;

static uint32_t count_primes(uint32_t from, uint32_t to) {
    uint32_t count = 0;
    for (uint32_t number = from < 2 ? 2 : from; number < to; number++) {
        uint32_t divisor = 2;
        while (divisor * divisor <= number && number % divisor != 0) {
            divisor++;
        }
        count += divisor * divisor > number;
    }
    return count;
}

__attribute__((noinline)) static void run(const struct thread *thread) {
    primes += count_primes(thread->from, thread->to);
    if (--running == 0) {
        __builtin_wasm_memory_atomic_notify((int *)&running, 1);
    }
}

// A new instance has the stack of the first one, so a thread has to move to its own before it uses any.
__attribute__((export_name("wasi_thread_start"))) void wasi_thread_start(int32_t id, struct thread *thread) {
    (void)id;
    __asm__ volatile("local.get %0\n\tglobal.set __stack_pointer" ::"r"(thread->stack + sizeof thread->stack));
    run(thread);
}

static void print(uint32_t number) {
    char text[] = "          primes\n";
    char *digit = text + 9;
    do {
        *--digit = (char)('0' + number % 10);
        number /= 10;
    } while (number > 0);
    struct bytes out = {digit, (uint32_t)(text + sizeof text - 1 - digit)};
    uint32_t written;
    fd_write(1, &out, 1, &written);
}

__attribute__((export_name("_start"))) void start(void) {
    for (uint32_t i = 0; i < THREADS; i++) {
        threads[i].from = i * (LIMIT / THREADS);
        threads[i].to = (i + 1) * (LIMIT / THREADS);
        if (thread_spawn(&threads[i]) < 0) {
            __builtin_trap();
        }
    }
    int left;
    while ((left = running) > 0) {
        __builtin_wasm_memory_atomic_wait32((int *)&running, left, -1);
    }
    print(primes);
}
