/**
 * \file jwasi.h
 *
 * \brief What jwasi adds to the wasmtime C API.
 *
 * The shared library `jwasi` exports the whole C API of wasmtime (`wasmtime.h`) and the functions
 * below. They exist only for what the C API cannot do; every pointer is that of the C API unless
 * its type begins with `jwasi_`.
 *
 * Text is UTF-8, given as a pointer and a length in bytes, and never ends with a NUL.
 */

#ifndef JWASI_H
#define JWASI_H

#include <wasmtime.h>

/** \brief What `jwasi_version` returns in the library that this header belongs to. */
#define JWASI_VERSION "0.1.0"

#ifdef __cplusplus
extern "C" {
#endif

/** \brief Version of this extension, a NUL-terminated string of static storage. */
const char *jwasi_version(void);

/** \brief Version of wasmtime that is inside, a NUL-terminated string of static storage. */
const char *jwasi_wasmtime_version(void);

/* ---- engines ------------------------------------------------------------------------------ */

/**
 * \brief As `wasm_engine_new_with_config`, which ends the process where it fails.
 *
 * `settings` are 10 numbers, in place of functions for each: the bytes of stack that guests may use; whether fuel is counted;
 * whether there is epoch interruption; the compiler (`wasmtime_strategy_t`); its optimization (`wasmtime_opt_level_t`);
 * whether it compiles on several threads; the profiler (`wasmtime_profiling_strategy_t`); whether there is native unwind
 * information; whether there are shared memories; whether memories begin as copy-on-write images. Takes ownership of
 * `config`, also when it fails. `engine` points to null, and gets what is freed with `wasm_engine_delete`.
 */
wasmtime_error_t *jwasi_engine_new(wasm_config_t *config, const uint64_t *settings,
                                   wasm_engine_t **engine);

/**
 * \brief Creates a store whose data is that of this extension, and with limits.
 *
 * Only such stores may be given to the other functions of this header. `settings` are 6 numbers: the bytes of stack that
 * guests may use, which is what the engine was made with; and what all that is in the store may have together, where
 * `wasmtime_store_limiter` limits each memory and each table: bytes of memories and of the heap of the garbage collector,
 * elements of tables, instances, memories, tables. UINT64_MAX is no limit. A shared memory counts with the size that it
 * begins with. Freed with `wasmtime_store_delete`. `wasmtime_context_get_data` and `wasmtime_context_set_data` belong to the
 * extension.
 */
wasmtime_store_t *jwasi_store_new(const wasm_engine_t *engine, const uint64_t *settings);

/**
 * \brief What the limits of a store refused last, if they did.
 *
 * Writes 5 numbers: which limit (0 memory, 1 table elements, 2 instances, 3 memories, 4 tables), what it
 * is, what was in use, what was wanted beside it, and how many times something was refused.
 */
bool jwasi_context_limit_hit(const wasmtime_context_t *context, uint64_t *hit);

/**
 * \brief What the limits of a store refuse, at that moment: the first four numbers of `jwasi_context_limit_hit`.
 *
 * It must not use the store, which is in the middle of something.
 */
typedef void (*jwasi_limit_hit_t)(uint64_t limit, uint64_t value, uint64_t used, uint64_t wanted);

/**
 * \brief Has a store call `report` whenever its limits refuse something.
 *
 * Where the thread has too little stack left for a function of the host,
 * nothing is reported.
 */
void jwasi_store_report_limits(wasmtime_store_t *store, jwasi_limit_hit_t report);

/** \brief Stops the guest of a store from any thread. */
typedef struct jwasi_interrupt jwasi_interrupt_t;

/**
 * \brief The means to stop the guest of a store.
 *
 * May outlive the store. Freed with `jwasi_interrupt_delete`.
 */
jwasi_interrupt_t *jwasi_store_interrupt(wasmtime_context_t *context);

/**
 * \brief Stops the guest: wakes it where it sleeps in WASI and, where the engine has epoch
 * interruption, ends its computation with the trap WASMTIME_TRAP_CODE_INTERRUPT.
 *
 * Whatever enters the store later ends in the same way, until `jwasi_interrupt_lower`. Callable from
 * every thread.
 */
void jwasi_interrupt_raise(const jwasi_interrupt_t *interrupt);

/** \brief Lets guests run again after `jwasi_interrupt_raise`. Callable from every thread. */
void jwasi_interrupt_lower(const jwasi_interrupt_t *interrupt);

/** \brief Whether the calling thread was interrupted by means of the host. */
typedef bool (*jwasi_interrupted_t)(void);

/**
 * \brief Has the thread inside the store call `interrupted` at the next place where
 * `jwasi_interrupt_raise` would stop it, and stops the guest if that says so.
 *
 * `interrupted` is the same in all calls. Callable from every thread.
 */
void jwasi_interrupt_ask(const jwasi_interrupt_t *interrupt, jwasi_interrupted_t interrupted);

/** \brief Frees the handle, not the store. */
void jwasi_interrupt_delete(jwasi_interrupt_t *interrupt);

/* ---- failures ----------------------------------------------------------------------------- */

/**
 * \brief All that an error says, numbers little-endian and texts as in `jwasi_module_imports`:
 *
 * - `u8` whether the guest exited, `u32` its code;
 * - `u8` the `wasmtime_trap_code_t`, 254 where the heap of the garbage collector is full, and 255 where it is none;
 * - text of the message, without the frames;
 * - `u32` count of frames, innermost first: text of the module's name, text of the function's name, `u32` the
 *   function's index, `u64` offset in the module, `u64` offset in the function (all bits set where they are unknown),
 *   `u32` count of places in the source, innermost first where functions were inlined: texts of the function and of the
 *   file, `u32` line, `u32` column, empty or 0 where they are unknown.
 *
 * The vector is freed with `wasm_byte_vec_delete`.
 */
void jwasi_error_read(const wasmtime_error_t *error, wasm_byte_vec_t *out);

/** \brief As `jwasi_error_read`, for a trap. */
void jwasi_trap_read(const wasm_trap_t *trap, wasm_byte_vec_t *out);

/* ---- entering wasm ------------------------------------------------------------------------ */

/**
 * \brief As `wasmtime_func_call_unchecked`, behind a check of the calling thread's stack.
 *
 * Wasm may use as much of the calling thread's stack as its engine allows. Where less is left, the
 * call is refused, as running into the guard pages of the thread would end the
 * process. A refused call gives the trap WASMTIME_TRAP_CODE_STACK_OVERFLOW without frames. A panic of
 * the host comes back as an error.
 */
wasmtime_error_t *jwasi_func_call(wasmtime_context_t *context, const wasmtime_func_t *func,
                                  wasmtime_val_raw_t *args_and_results,
                                  size_t args_and_results_len, wasm_trap_t **trap);

/** \brief As `wasmtime_instance_export_get`, with an error where there is no such export. */
wasmtime_error_t *jwasi_instance_export(wasmtime_context_t *context,
                                        const wasmtime_instance_t *instance, const char *name,
                                        size_t len, wasmtime_extern_t *item);

/**
 * \brief Prepares calls of one function for many rows of arguments.
 *
 * `module` imports a function of the type of `func` and nothing else, and exports a memory that does not grow, as
 * `memory`, and a function, as `run`. Its instance is left out of stack traces if the module is named `jwasi.batch`. `run` gets the function, and `memory` where the memory is as long as the store lives.
 */
wasmtime_error_t *jwasi_batch_new(wasmtime_context_t *context, const wasmtime_module_t *module,
                                  const wasmtime_func_t *func, wasmtime_func_t *run,
                                  uint8_t **memory);

/** \brief As `wasmtime_linker_instantiate`, behind the same check. */
wasmtime_error_t *jwasi_linker_instantiate(const wasmtime_linker_t *linker,
                                           wasmtime_context_t *context,
                                           const wasmtime_module_t *module,
                                           wasmtime_instance_t *instance, wasm_trap_t **trap);

/** \brief Bytes of stack that the calling thread has left for `jwasi_func_call`, 0 if unknown. */
size_t jwasi_remaining_stack(void);

/** \brief Bytes of stack that `jwasi_func_call` wants left, for a wasm stack of the given size. */
size_t jwasi_required_stack(size_t max_wasm_stack);

/* ---- values of every type ----------------------------------------------------------------- */

/**
 * \brief A value of any type, as large as a `wasmtime_val_raw_t` and like it for numbers and vectors.
 *
 * A reference to a function is the two words of a `wasmtime_func_t`. Of any other reference `low` says
 * what `high` is:
 *
 * - 0: nothing, the reference is null;
 * - 1: the number of an object of the host, which chose it;
 * - 2: an `i31`, as a 32-bit integer;
 * - 3: the number of an object of the guest, which the extension keeps until
 *   `jwasi_reference_delete`.
 */
typedef struct jwasi_slot {
  uint64_t low;
  uint64_t high;
} jwasi_slot_t;

/**
 * \brief What the guest calls for a function of the host.
 *
 * Finds the arguments in `slots` and writes the results to them; `len` is the larger of both counts.
 * Returns null or a trap, which ends the guest.
 */
typedef wasm_trap_t *(*jwasi_callback_t)(void *env, wasmtime_caller_t *caller, void *slots,
                                         size_t len);

/**
 * \brief Makes a function of the host.
 *
 * `type` is `PARAMETERS->RESULTS`, both separated by commas, for example `i32,(ref func)->i64`. `env` is
 * passed on and never read.
 */
wasmtime_error_t *jwasi_func_new(wasmtime_context_t *context, const uint8_t *type, size_t type_len,
                                 jwasi_callback_t callback, void *env, wasmtime_func_t *func);

/** \brief As `jwasi_func_new`, with the type that a module's import has. */
wasmtime_error_t *jwasi_func_new_import(wasmtime_context_t *context,
                                        const wasmtime_module_t *module, size_t import,
                                        jwasi_callback_t callback, void *env,
                                        wasmtime_func_t *func);

/** \brief A module with everything that it imports, before there is a store. */
typedef struct jwasi_linked jwasi_linked_t;

/**
 * \brief Links a module, whose imports are functions of WASI, as `linker` has them, functions of the host
 * and shared memories.
 *
 * `imports` are the indices of the imports that are not of WASI. Of the same number of `memories` those
 * that are null stand for functions of the host. When a guest calls the one at
 * index i of these, `callback` gets number i of the numbers that `jwasi_linked_instantiate` got for the
 * guest's store as its `env`. Returns an error if an import is missing or has another type. May be used by
 * several threads at once. Freed with `jwasi_linked_delete`, also before its instances.
 */
wasmtime_error_t *jwasi_linked_new(const wasmtime_linker_t *linker, const wasmtime_module_t *module,
                                   const size_t *imports,
                                   const wasmtime_sharedmemory_t *const *memories,
                                   size_t imports_len, jwasi_callback_t callback,
                                   jwasi_linked_t **linked);

/**
 * \brief Instantiates a linked module, behind the check of `jwasi_func_call`.
 *
 * `functions` are numbers for the functions of the host, as many as the link has.
 */
wasmtime_error_t *jwasi_linked_instantiate(const jwasi_linked_t *linked,
                                           wasmtime_context_t *context, const size_t *functions,
                                           wasmtime_instance_t *instance, wasm_trap_t **trap);

/** \brief Frees the link, not its module and its instances. */
void jwasi_linked_delete(jwasi_linked_t *linked);

/** \brief The type of a function, written as in `jwasi_module_imports`. */
wasmtime_error_t *jwasi_func_type(wasmtime_context_t *context, const wasmtime_func_t *func,
                                  wasm_byte_vec_t *out);

/**
 * \brief As `jwasi_func_call`, for functions with references, whose types are checked.
 *
 * There are as many slots as arguments or results, whichever are more.
 */
wasmtime_error_t *jwasi_func_call_with_references(wasmtime_context_t *context,
                                                  const wasmtime_func_t *func, jwasi_slot_t *slots,
                                                  size_t len, wasm_trap_t **trap);

/**
 * \brief The index of the argument that is not of its type, where that is why
 * `jwasi_func_call_with_references` called nothing, and else -1.
 */
int32_t jwasi_error_wrong_argument(const wasmtime_error_t *error);

/** \brief Makes a global of a value type in WebAssembly's text format. */
wasmtime_error_t *jwasi_global_new(wasmtime_context_t *context, const uint8_t *type,
                                   size_t type_len, bool is_mutable, const jwasi_slot_t *value,
                                   wasmtime_global_t *global);

/** \brief Reads a global. */
wasmtime_error_t *jwasi_global_get(wasmtime_context_t *context, const wasmtime_global_t *global,
                                   jwasi_slot_t *value);

/** \brief Writes a global. */
wasmtime_error_t *jwasi_global_set(wasmtime_context_t *context, const wasmtime_global_t *global,
                                   const jwasi_slot_t *value);

/** \brief Makes a table of a reference type; `maximum` is `UINT64_MAX` where there is none. */
wasmtime_error_t *jwasi_table_new(wasmtime_context_t *context, const uint8_t *element,
                                  size_t element_len, uint64_t minimum, uint64_t maximum,
                                  bool is64, const jwasi_slot_t *initial, wasmtime_table_t *table);

/** \brief Reads an element. */
wasmtime_error_t *jwasi_table_get(wasmtime_context_t *context, const wasmtime_table_t *table,
                                  uint64_t index, jwasi_slot_t *element);

/** \brief Writes an element. */
wasmtime_error_t *jwasi_table_set(wasmtime_context_t *context, const wasmtime_table_t *table,
                                  uint64_t index, const jwasi_slot_t *element);

/** \brief Writes `count` elements. */
wasmtime_error_t *jwasi_table_fill(wasmtime_context_t *context, const wasmtime_table_t *table,
                                   uint64_t index, const jwasi_slot_t *element, uint64_t count);

/** \brief Adds `delta` elements. */
wasmtime_error_t *jwasi_table_grow(wasmtime_context_t *context, const wasmtime_table_t *table,
                                   uint64_t delta, const jwasi_slot_t *initial,
                                   uint64_t *old_size);

/** \brief Makes a tag; its type is that of a function without results. */
wasmtime_error_t *jwasi_tag_new(wasmtime_context_t *context, const uint8_t *type, size_t type_len,
                                wasmtime_tag_t *tag);

/** \brief The type of a tag, written as in `jwasi_module_imports`. */
wasmtime_error_t *jwasi_tag_type(wasmtime_context_t *context, const wasmtime_tag_t *tag,
                                 wasm_byte_vec_t *out);

/** \brief Makes an exception, an object that the extension keeps until `jwasi_reference_delete`. */
wasmtime_error_t *jwasi_exception_new(wasmtime_context_t *context, const wasmtime_tag_t *tag,
                                      const jwasi_slot_t *fields, size_t len, uint64_t *exception);

/** \brief The trap that, returned by a function of the host, throws an exception into the guest. */
wasm_trap_t *jwasi_exception_throw(wasmtime_context_t *context, uint64_t exception);

/**
 * \brief Whether the last call ended with an exception that no guest caught; takes it, and its tag, from
 * the store.
 */
bool jwasi_exception_take(wasmtime_context_t *context, uint64_t *exception, wasmtime_tag_t *tag);

/** \brief Reads the values that an exception carries. */
wasmtime_error_t *jwasi_exception_fields(wasmtime_context_t *context, uint64_t exception,
                                         jwasi_slot_t *fields, size_t len);

/** \brief Collects what the guests of a store do not hold any more. */
wasmtime_error_t *jwasi_context_gc(wasmtime_context_t *context);

/**
 * \brief The numbers of the host's objects that no guest holds any more.
 *
 * Writes at most `len` of them to `numbers`, each once, and returns how many.
 */
size_t jwasi_dropped_objects(wasmtime_context_t *context, uint64_t *numbers, size_t len);

/** \brief Lets go of an object of a guest. */
void jwasi_reference_delete(wasmtime_context_t *context, uint64_t reference);

/** \brief Whether two references are to the same object of a guest. */
bool jwasi_reference_eq(wasmtime_context_t *context, uint64_t a, uint64_t b);

/* ---- memories ----------------------------------------------------------------------------- */

/**
 * \brief Makes a memory; sizes are in pages, and `maximum` is `UINT64_MAX` where there is none.
 *
 * A page has 2 to the power of `page_size_log2` bytes.
 */
wasmtime_error_t *jwasi_memory_new(wasmtime_context_t *context, uint64_t minimum, uint64_t maximum,
                                   bool is64, uint8_t page_size_log2, wasmtime_memory_t *memory);

/**
 * \brief Makes a memory that belongs to no store, which several threads may use.
 *
 * Freed with `wasmtime_sharedmemory_delete`.
 */
wasmtime_error_t *jwasi_sharedmemory_new(const wasm_engine_t *engine, uint64_t minimum,
                                         uint64_t maximum, bool is64, uint8_t page_size_log2,
                                         wasmtime_sharedmemory_t **memory);

/** \brief As `wasmtime_sharedmemory_grow`, but a panic comes back as an error. */
wasmtime_error_t *jwasi_sharedmemory_grow(const wasmtime_sharedmemory_t *memory, uint64_t delta,
                                          uint64_t *before);

/** \brief Wakes at most `count` of those who wait at an address; `woken` gets how many. */
wasmtime_error_t *jwasi_sharedmemory_notify(const wasmtime_sharedmemory_t *memory,
                                            uint64_t address, uint32_t count, uint32_t *woken);

/**
 * \brief Wakes all who wait at an address from `address`, a multiple of 4, for `len` bytes.
 *
 * Returns where to go on, 0 at the end of the memory. Callable from every thread.
 */
uint64_t jwasi_sharedmemory_wake(const wasmtime_sharedmemory_t *memory, uint64_t address,
                                 uint64_t len);

/* ---- WASI --------------------------------------------------------------------------------- */

/** \brief The WASI of one store before it is given to the store. */
typedef struct jwasi_wasi jwasi_wasi_t;

/**
 * \brief Reads from a host stream.
 *
 * Writes at most `len` bytes (never 0) to `buf`. Returns how many were written, 0 at the end of the
 * stream and a negative number after a failure, which ends the guest with a trap.
 */
typedef int64_t (*jwasi_read_t)(void *env, uint8_t *buf, size_t len);

/**
 * \brief Writes to a host stream.
 *
 * Takes all bytes. Returns 0, or a negative number after a failure, which ends the guest with a
 * trap.
 */
typedef int64_t (*jwasi_write_t)(void *env, const uint8_t *buf, size_t len);

/**
 * \brief A WASI without arguments, environment and directories, whose streams are those of the process.
 *
 * Freed with `jwasi_wasi_delete` or given away with `jwasi_context_set_wasi`. Operations may block
 * the calling thread.
 */
jwasi_wasi_t *jwasi_wasi_new(void);

/** \brief Frees a WASI that was not given to a store. */
void jwasi_wasi_delete(jwasi_wasi_t *wasi);

/** \brief Appends an argument. Returns an error if it is not UTF-8. */
wasmtime_error_t *jwasi_wasi_arg(jwasi_wasi_t *wasi, const uint8_t *arg, size_t arg_len);

/** \brief Appends a variable. Returns an error if it is not UTF-8. */
wasmtime_error_t *jwasi_wasi_env(jwasi_wasi_t *wasi, const uint8_t *name, size_t name_len,
                                 const uint8_t *value, size_t value_len);

/**
 * \brief Opens a directory of the host and makes it the guest's next preopen.
 *
 * `host` is a path in the bytes of the operating system on Unix and UTF-8 on Windows.
 */
wasmtime_error_t *jwasi_wasi_preopen(jwasi_wasi_t *wasi, const uint8_t *host, size_t host_len,
                                     const uint8_t *guest, size_t guest_len, bool read_only);

/** \brief The guest reads a file, from its beginning. */
wasmtime_error_t *jwasi_wasi_stdin_file(jwasi_wasi_t *wasi, const uint8_t *path, size_t path_len);

/** \brief The guest reads through a callback, which runs on the thread that runs the guest. */
void jwasi_wasi_stdin_callback(jwasi_wasi_t *wasi, jwasi_read_t read, void *env);

/** \brief The guest's output `fd` (1 or 2) goes nowhere. */
void jwasi_wasi_output_discard(jwasi_wasi_t *wasi, uint32_t fd);

/** \brief The guest's output `fd` (1 or 2) goes to a file, which is made or emptied. */
wasmtime_error_t *jwasi_wasi_output_file(jwasi_wasi_t *wasi, uint32_t fd, const uint8_t *path,
                                         size_t path_len);

/**
 * \brief The guest's output `fd` (1 or 2) goes to a callback, which runs on the thread that runs the
 * guest and must not touch the guest's store.
 */
void jwasi_wasi_output_callback(jwasi_wasi_t *wasi, uint32_t fd, jwasi_write_t write, void *env);

/** \brief Output of guests that is kept. Thread-safe. */
typedef struct jwasi_capture jwasi_capture_t;

/**
 * \brief Keeps what guests write, up to a count of bytes.
 *
 * A guest that writes more is ended with an error. May outlive the WASIs that write to it. Freed with
 * `jwasi_capture_delete`.
 */
jwasi_capture_t *jwasi_capture_new(size_t most);

/** \brief How many bytes were written so far. */
size_t jwasi_capture_len(const jwasi_capture_t *capture);

/** \brief Copies the first bytes that were written, `len` at most, and gives how many those are. */
size_t jwasi_capture_read(const jwasi_capture_t *capture, uint8_t *buf, size_t len);

/** \brief Frees the handle. What guests write from now on is lost. */
void jwasi_capture_delete(jwasi_capture_t *capture);

/** \brief Has the guest's descriptor 1 or 2 write to a capture. */
void jwasi_wasi_output_capture(jwasi_wasi_t *wasi, uint32_t fd, const jwasi_capture_t *capture);

/**
 * \brief A clock of the host.
 *
 * Lets `pass` nanoseconds pass, which are 0 but for a virtual clock, and writes two numbers to `times`:
 * the nanoseconds since 1970 and, for a virtual clock, those of the monotonic clock. Returns false after a
 * failure, which ends the guest with a trap.
 */
typedef bool (*jwasi_clock_t)(void *env, uint64_t pass, uint64_t *times);

/** \brief Fills a buffer. Returns false after a failure, which ends the guest with a trap. */
typedef bool (*jwasi_random_t)(void *env, uint8_t *buf, size_t len);

/**
 * \brief The guest's realtime clock is that of the host; if it is virtual, the monotonic one is too, and
 * sleeping takes no time but lets it pass. Called on the thread that runs the guest.
 */
void jwasi_wasi_clock(jwasi_wasi_t *wasi, jwasi_clock_t clock, void *env, bool is_virtual);

/**
 * \brief The guest's random numbers come from the host. Called on the thread that runs the guest.
 */
void jwasi_wasi_random(jwasi_wasi_t *wasi, jwasi_random_t random, void *env);

/**
 * \brief Gives a WASI to a store, which has none yet.
 *
 * Takes ownership of `wasi`, also when it fails.
 */
wasmtime_error_t *jwasi_context_set_wasi(wasmtime_context_t *context, jwasi_wasi_t *wasi);

/**
 * \brief Says which memory of the store the functions of WASI work on for all guests, which have otherwise their own, the
 * one that their module exports as `memory`.
 *
 * Gives an error if it is no memory.
 */
wasmtime_error_t *jwasi_context_set_wasi_memory(wasmtime_context_t *context,
                                                const wasmtime_extern_t *memory);

/** \brief As `jwasi_context_set_wasi_memory`, where no guest calls the functions, but the host. */
wasmtime_error_t *jwasi_context_set_wasi_host_memory(wasmtime_context_t *context,
                                                     const wasmtime_extern_t *memory);

/**
 * \brief A linker that has the functions of preview 1 (`wasi_snapshot_preview1`) and preview 0
 * (`wasi_unstable`), over one and the same WASI of the store, and lets them be replaced.
 *
 * In a store without a WASI they trap. For an argument that no guest may give, such as an address outside
 * its memory, they return an errno. `linker` points to null, and gets what is freed with `wasmtime_linker_delete`.
 */
wasmtime_error_t *jwasi_linker_new(const wasm_engine_t *engine, wasmtime_linker_t **linker);

/* ---- modules ------------------------------------------------------------------------------ */

/**
 * \brief Makes a module's binary of its text.
 *
 * `offset` gets the byte of the text where the mistake is, or `SIZE_MAX` if it has no place. The vector
 * is freed with `wasm_byte_vec_delete`.
 */
wasmtime_error_t *jwasi_wat2wasm(const uint8_t *wat, size_t len, wasm_byte_vec_t *wasm,
                                 size_t *offset);

/** \brief As `wasmtime_module_new`, but a panic of the compiler comes back as an error. `module` points to null. */
wasmtime_error_t *jwasi_module_new(const wasm_engine_t *engine, const uint8_t *wasm, size_t len,
                                   wasmtime_module_t **module);

/**
 * \brief As `wasmtime_module_deserialize`, but a panic comes back as an error. `module` points to null.
 *
 * The bytes have to be those that `wasmtime_module_serialize` gave: they are machine code.
 */
wasmtime_error_t *jwasi_module_deserialize(const wasm_engine_t *engine, const uint8_t *code,
                                           size_t len, wasmtime_module_t **module);

/**
 * \brief As `wasmtime_module_deserialize_file`, for a path in the bytes of the operating system on Unix
 * and UTF-8 on Windows. A panic comes back as an error.
 *
 * The file has to be one that `wasmtime_module_serialize` gave: it is machine code.
 */
wasmtime_error_t *jwasi_module_deserialize_file(const wasm_engine_t *engine, const uint8_t *path,
                                                size_t path_len, wasmtime_module_t **module);

/**
 * \brief The name of a module's machine code in a cache: SHA-256 over the engine's settings, the
 * versions and the module's bytes, as 32 bytes written to `key`.
 */
wasmtime_error_t *jwasi_module_key(const wasm_engine_t *engine, const uint8_t *bytes, size_t len,
                                   uint8_t *key);

/**
 * \brief The imports of a module with their types.
 *
 * Unlike `wasmtime_module_imports` it knows every type. For each import the text of its module, the
 * text of its name and its type. A text is a `u32` count of bytes and UTF-8; numbers are
 * little-endian. A type is one byte and what follows:
 *
 * - 0, function: count (`u32`) and texts of the parameters, then of the results;
 * - 1, global: text of the value type, `u8` mutable;
 * - 2, table: text of the element type, limits, `u8` with 64-bit indices;
 * - 3, memory: limits in pages, `u8` with 64-bit addresses, `u8` shared, `u64` page size in bytes;
 * - 4, tag: as a function.
 *
 * Limits are `u64` minimum, `u8` whether there is a maximum, `u64` maximum. Value types are written
 * as in WebAssembly's text format, those that a module defines by their structure. The vector is freed with `wasm_byte_vec_delete`.
 */
wasmtime_error_t *jwasi_module_imports(const wasmtime_module_t *module, wasm_byte_vec_t *out);

/** \brief The exports of a module: name and type of each, written as in `jwasi_module_imports`. */
wasmtime_error_t *jwasi_module_exports(const wasmtime_module_t *module, wasm_byte_vec_t *out);

#ifdef __cplusplus
}
#endif

#endif /* JWASI_H */
