"""The tasks of Task.java under wasmtime-py: `python wasmtime_py.py key=value...`.

Says "sample NANOSECONDS" on stderr for each sample.
"""

import gc
import os
import sys
import tempfile
import threading
import time

from wasmtime import Config, Engine, ExitTrap, FuncType, Linker, Module, Store, ValType, WasiConfig

TASK = dict(word.split("=", 1) for word in sys.argv[1:])
TEXT = "Straße, žluť, 日本語, 🙂 and plain letters. "


class Unsupported(Exception):
    pass


def say(line):
    print(line, file=sys.stderr, flush=True)


def words(key):
    return TASK[key].split("\t") if key in TASK else []


def check(what, expected, given):
    if str(expected) != str(given):
        raise ValueError(f"{what}: {given} in place of {expected}")


def make_store(engine, configure=None):
    store = Store(engine)
    wasi = WasiConfig()
    wasi.argv = words("args")
    if "directory" in TASK:
        wasi.preopen_dir(TASK["directory"], "/sandbox")
    if "stdin" in TASK:
        wasi.stdin_file = TASK["stdin"]
    if configure:
        configure(wasi)
    store.set_wasi(wasi)
    return store


def define_host(linker):
    i32, i64, f32, f64 = ValType.i32(), ValType.i64(), ValType.f32(), ValType.f64()
    functions = {
        "ints": (FuncType([i32, i32], [i32]), lambda a, b: a + b),
        "doubles": (FuncType([f64, f64], [f64]), lambda a, b: a + b),
        "mixed": (FuncType([i32, i64, f32, f64], [f64]), lambda a, b, c, d: a + b + (c + d)),
        "pair": (FuncType([i32, i32], [i32, i32]), lambda a, b: [b, a]),
    }
    for name, (type_, function) in functions.items():
        linker.define_func("host", name, type_, function)


class Guest:
    def __init__(self, engine, module):
        self.store = make_store(engine)
        linker = Linker(engine)
        linker.define_wasi()
        define_host(linker)
        self.exports = linker.instantiate(self.store, module).exports(self.store)
        if "_initialize" in self.exports:
            self.exports["_initialize"](self.store)


def run_command(engine, module, captured):
    """Captures through a file, as output through a callback takes longer."""
    with tempfile.TemporaryDirectory() as folder:
        file = os.path.join(folder, "out")

        def configure(wasi):
            if captured:
                wasi.stdout_file = file
            else:
                wasi.inherit_stdout()

        store = make_store(engine, configure)
        linker = Linker(engine)
        linker.define_wasi()
        status = 0
        try:
            linker.instantiate(store, module).exports(store)["_start"](store)
        except ExitTrap as exit_:
            status = exit_.code
        # Closes the file.
        store.close()
        if not captured:
            return status, b""
        with open(file, "rb") as written:
            return status, written.read()


def check_ended(ended):
    status, output = ended
    check("the exit status", 0, status)
    if "output" in TASK:
        check("the output", TASK["output"], output.decode().strip())
    if "length" in TASK:
        check("the length of the output", TASK["length"], len(output))


def prepare_loop(engine, module):
    guest = Guest(engine, module)
    loop, store = guest.exports[TASK["export"]], guest.store
    given = loop(store, int(TASK["small"]))
    if given < 0 and "directory" in TASK:
        raise Unsupported(f"gives the guest WASI's error {-given}")
    check(f"{TASK['export']}({TASK['small']})", TASK["result"], given)
    argument = int(TASK["argument"])
    return lambda: loop(store, argument)


def prepare_call(engine, module):
    guest = Guest(engine, module)
    function, store = guest.exports[TASK["function"]], guest.store
    after = {"ints": (3,), "doubles": (3.0,), "mixed": (1, 0.5, 1.5), "pair": (3,)}[TASK["function"]]
    counter = 0.0 if TASK["function"] == "doubles" else 0

    def operation():
        nonlocal counter
        result = function(store, counter, *after)
        counter += 1
        return result[0] - result[1] if isinstance(result, list) else result

    check("the first call", TASK["result"], int(operation()))
    return operation


def prepare_memory(engine, module):
    guest = Guest(engine, module)
    memory, store = guest.exports["memory"], guest.store
    size = int(TASK["size"])
    data = bytes(i * 31 & 255 for i in range(size))
    long = TEXT * max(1, size // len(TEXT.encode()))
    length = len(long.encode())
    operations = {
        "write": lambda: memory.write(store, data, 0),
        "read": lambda: memory.read(store, 0, size),
        "write-string": lambda: memory.write(store, long.encode(), 0),
        "read-string": lambda: memory.read(store, 0, length).decode(),
    }
    operations["write"]()
    check("the guest's memory", data, bytes(operations["read"]()))
    operations["write-string"]()
    check("a text in the guest's memory", long, operations["read-string"]())
    return operations[TASK["operation"]]


def prepare_run(engine, module):
    check_ended(run_command(engine, module, True))
    captured = TASK["stdout"] == "captured"
    return lambda: run_command(engine, module, captured)


def prepare(kind, engine, module):
    kinds = {"loop": prepare_loop, "call": prepare_call, "memory": prepare_memory, "run": prepare_run}
    return kinds[kind](engine, module)


def measure(operation, duration):
    start = time.perf_counter_ns()
    count = 0
    while True:
        operation()
        count += 1
        passed = time.perf_counter_ns() - start
        if passed >= duration:
            return passed / count


def measure_all(operation):
    measure(operation, float(TASK["warmup"]) * 1e9)
    for _ in range(int(TASK["samples"])):
        say(f"sample {measure(operation, float(TASK['seconds']) * 1e9)}")


def measure_in_threads(engine, module):
    operations = [prepare(TASK["kind"], engine, module) for _ in range(int(TASK.get("threads", 1)))]
    threads = [threading.Thread(target=measure_all, args=(operation,)) for operation in operations[1:]]
    for thread in threads:
        thread.start()
    measure_all(operations[0])
    for thread in threads:
        thread.join()


def resident_bytes():
    gc.collect()
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmRSS:"))


def instances(engine, module):
    alive = [Guest(engine, module)]
    before = resident_bytes()
    while len(alive) < int(TASK["count"]):
        alive.append(Guest(engine, module))
    say(f"sample {(resident_bytes() - before) / (len(alive) - 1)}")


def make_engine():
    config = Config()
    if "cache" in TASK:
        settings = os.path.join(TASK["cache"], "wasmtime.toml")
        if not os.path.exists(settings):
            with open(settings, "w") as file:
                file.write(f'[cache]\ndirectory = "{TASK["cache"]}"\n')
        config.cache = settings
    return Engine(config)


def main():
    kind = TASK["kind"]
    engine = make_engine()
    start = time.perf_counter_ns()
    module = Module.from_file(engine, TASK["module"])
    if kind == "compile":
        say(f"sample {time.perf_counter_ns() - start}")
    elif kind == "start":
        check_ended(run_command(engine, module, True))
    elif kind == "instances":
        instances(engine, module)
    else:
        measure_in_threads(engine, module)


try:
    main()
except Unsupported as error:
    say(f"unsupported {error}")
except Exception as error:
    say(f"unsupported {type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}")
