// Runs guests with a native library where there is no Java: what run-natives.sh builds for musl.
//
//   run_native LIBRARY wasi FILE DIRECTORY [ARGUMENT...]   runs a guest, which sees DIRECTORY as /sandbox
//   run_native LIBRARY host                                runs a guest that calls a function of the host
//
// As a JVM it opens the library while it runs, finds the functions by name, and calls from a thread that is not the first.
// The status is that of the guest, 134 after a trap.
#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jwasi.h>

#define STACK (512 * 1024)

static void *library;

static void fail(const char *what, const char *why) {
    fprintf(stderr, "run_native: %s: %s\n", what, why);
    exit(1);
}

static void *find(const char *name) {
    void *symbol = dlsym(library, name);
    if (!symbol)
        fail(name, dlerror());
    return symbol;
}

// A function of the library, with the type that the headers give it.
#define C(name) ((__typeof__(&name))find(#name))

static void check(wasmtime_error_t *error, const char *what) {
    if (!error)
        return;
    int status;
    if (C(wasmtime_error_exit_status)(error, &status)) {
        fflush(stdout);
        exit(status);
    }
    wasm_byte_vec_t message;
    C(wasmtime_error_message)(error, &message);
    message.data[message.size - 1] = 0;
    fail(what, message.data);
}

static void check_trap(wasm_trap_t *trap) {
    if (!trap)
        return;
    wasm_message_t message;
    C(wasm_trap_message)(trap, &message);
    fprintf(stderr, "trap: %s\n", message.data);
    exit(134);
}

static wasm_byte_vec_t read_file(const char *path) {
    FILE *file = fopen(path, "rb");
    if (!file)
        fail(path, "cannot be opened");
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    wasm_byte_vec_t bytes = {(size_t)size, malloc((size_t)size)};
    if (fread(bytes.data, 1, bytes.size, file) != bytes.size)
        fail(path, "cannot be read");
    fclose(file);
    return bytes;
}

struct guest {
    wasm_engine_t *engine;
    wasmtime_store_t *store;
    wasmtime_context_t *context;
    wasmtime_linker_t *linker;
};

static struct guest new_guest(void) {
    struct guest guest = {0};
    wasm_config_t *config = C(wasm_config_new)();
    // As the API has them: Cranelift for speed, on several threads, with unwind information and copy-on-write.
    const uint64_t engine[10] = {STACK, 0, 0, 0, 1, 1, 0, 1, 0, 1};
    check(C(jwasi_engine_new)(config, engine, &guest.engine), "no engine");
    const uint64_t store[6] = {STACK, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX};
    guest.store = C(jwasi_store_new)(guest.engine, store);
    guest.context = C(wasmtime_store_context)(guest.store);
    check(C(jwasi_linker_new)(guest.engine, &guest.linker), "no linker");
    return guest;
}

// Binary or text.
static wasmtime_module_t *compile(struct guest *guest, wasm_byte_vec_t source) {
    if (source.size < 4 || memcmp(source.data, "\0asm", 4) != 0) {
        wasm_byte_vec_t binary;
        check(C(wasmtime_wat2wasm)(source.data, source.size, &binary), "no module");
        source = binary;
    }
    wasmtime_module_t *module = NULL;
    check(C(jwasi_module_new)(guest->engine, (const uint8_t *)source.data, source.size, &module), "no module");
    return module;
}

static wasmtime_func_t export_of(struct guest *guest, wasmtime_module_t *module, const char *name) {
    wasmtime_instance_t instance;
    wasm_trap_t *trap = NULL;
    check(C(jwasi_linker_instantiate)(guest->linker, guest->context, module, &instance, &trap), "no instance");
    check_trap(trap);
    wasmtime_extern_t export;
    check(C(jwasi_instance_export)(guest->context, &instance, name, strlen(name), &export), name);
    return export.of.func;
}

static int64_t call(struct guest *guest, wasmtime_func_t function) {
    wasmtime_val_raw_t slot = {.i64 = 0};
    wasm_trap_t *trap = NULL;
    check(C(jwasi_func_call)(guest->context, &function, &slot, 1, &trap), "the call failed");
    check_trap(trap);
    return slot.i32;
}

static void run_wasi(int count, char **arguments) {
    struct guest guest = new_guest();
    jwasi_wasi_t *wasi = C(jwasi_wasi_new)();
    const char *host = arguments[1];
    arguments[1] = arguments[0];
    for (int i = 1; i < count; i++)
        check(C(jwasi_wasi_arg)(wasi, (const uint8_t *)arguments[i], strlen(arguments[i])), arguments[i]);
    check(C(jwasi_wasi_preopen)(wasi, (const uint8_t *)host, strlen(host), (const uint8_t *)"/sandbox", 8, false), host);
    check(C(jwasi_context_set_wasi)(guest.context, wasi), "no WASI");
    call(&guest, export_of(&guest, compile(&guest, read_file(arguments[0])), "_start"));
}

static wasm_trap_t *triple(void *env, wasmtime_caller_t *caller, const wasmtime_val_t *arguments, size_t count,
                           wasmtime_val_t *results, size_t result_count) {
    (void)env, (void)caller, (void)count, (void)result_count;
    results[0].kind = WASMTIME_I32;
    results[0].of.i32 = 3 * arguments[0].of.i32;
    return NULL;
}

static void run_host(void) {
    static const char text[] = "(module (import \"host\" \"triple\" (func $triple (param i32) (result i32)))"
                               "  (func (export \"ask\") (result i32) (call $triple (i32.const 14))))";
    struct guest guest = new_guest();
    wasm_valtype_vec_t parameters, results;
    wasm_valtype_t *parameter = C(wasm_valtype_new)(WASM_I32), *result = C(wasm_valtype_new)(WASM_I32);
    C(wasm_valtype_vec_new)(&parameters, 1, &parameter);
    C(wasm_valtype_vec_new)(&results, 1, &result);
    wasm_functype_t *type = C(wasm_functype_new)(&parameters, &results);
    check(C(wasmtime_linker_define_func)(guest.linker, "host", 4, "triple", 6, type, triple, NULL, NULL), "triple");
    wasm_byte_vec_t source = {sizeof text - 1, (char *)text};
    printf("%d\n", (int)call(&guest, export_of(&guest, compile(&guest, source), "ask")));
}

struct command {
    int count;
    char **words;
};

static void *run(void *argument) {
    struct command *command = argument;
    if (command->count >= 3 && strcmp(command->words[0], "wasi") == 0)
        run_wasi(command->count - 1, command->words + 1);
    else if (command->count == 1 && strcmp(command->words[0], "host") == 0)
        run_host();
    else
        fail("usage", "run_native LIBRARY wasi FILE DIRECTORY [ARGUMENT...] | LIBRARY host");
    return NULL;
}

int main(int argc, char **argv) {
    library = dlopen(argc > 1 ? argv[1] : "", RTLD_NOW | RTLD_LOCAL);
    if (!library)
        fail("the library cannot be loaded", dlerror());
    struct command command = {argc - 2, argv + 2};
    pthread_attr_t attributes;
    pthread_attr_init(&attributes);
    // As much as a thread of a JVM has; musl's own default is too little to run a guest.
    pthread_attr_setstacksize(&attributes, 8 << 20);
    pthread_t thread;
    if (pthread_create(&thread, &attributes, run, &command) != 0)
        fail("thread", "cannot be started");
    pthread_join(thread, NULL);
    return 0;
}
