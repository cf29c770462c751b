// What all guests of the benchmarks share: each is compiled to WebAssembly, and for the host into native.c.
#include <stdint.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name) __attribute__((noinline))
#endif
