package io.github.jwasi.examples;

import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.ImportType;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Instance;
import io.github.jwasi.Module;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CRuby as its npm package has it: a reactor that takes the arguments of the command {@code ruby} and then code, and
 * imports functions for handles and, which nothing here uses, for JavaScript.
 */
final class Ruby implements AutoCloseable {
    private static final String INIT = "ruby-init: func(args: list<string>) -> ()";
    private static final String LOAD_PATH = "ruby-init-loadpath: func() -> ()";
    private static final String EVAL = "rb-eval-string-protect: func(str: string) -> tuple<handle<rb-abi-value>, s32>";

    private final Instance instance;

    Ruby(Module module, WASI wasi) {
        instance = WebAssembly.instantiate(module, imports(module, wasi));
        wasi.initialize(instance);
        // Ruby takes them as strings of C.
        init(List.of("ruby\0", "-EUTF-8\0", "-e_ = 0\0"));
        instance.function(LOAD_PATH).call();
    }

    private static Map<String, Map<String, ImportValue>> imports(Module module, WASI wasi) {
        var imports = wasi.getImportObject();
        for (var wanted : module.imports()) {
            if (!imports.containsKey(wanted.module()) || !wanted.module().startsWith("wasi")) {
                imports.computeIfAbsent(wanted.module(), name -> new LinkedHashMap<>())
                        .put(wanted.name(), hostFunction(wanted));
            }
        }
        return imports;
    }

    /** A handle is the value that it stands for. */
    private static HostFunction hostFunction(ImportType wanted) {
        return switch (wanted.name()) {
            case "resource_new_rb-abi-value", "resource_get_rb-abi-value" ->
                HostFunction.of((FunctionType) wanted.type(), (caller, arguments) -> arguments[0]);
            case "resource_drop_js-abi-value" ->
                HostFunction.of((FunctionType) wanted.type(), (caller, arguments) -> null);
            default ->
                HostFunction.of((FunctionType) wanted.type(), (caller, arguments) -> {
                    throw new IllegalStateException("no JavaScript here: " + wanted);
                });
        };
    }

    private void init(List<String> args) {
        var memory = instance.memory("memory");
        int list = allocate(4, 8 * args.size());
        for (int i = 0; i < args.size(); i++) {
            var text = args.get(i).getBytes(StandardCharsets.UTF_8);
            memory.writeInt(list + 8L * i, write(text));
            memory.writeInt(list + 8L * i + 4, text.length);
        }
        instance.function(INIT).call(list, args.size());
    }

    /** Runs code, and gives 0 or what Ruby says of an exception. */
    int eval(String code) {
        var text = code.getBytes(StandardCharsets.UTF_8);
        int result = (int) instance.function(EVAL).call(write(text), text.length);
        return instance.memory("memory").readInt(result + 4L);
    }

    private int write(byte[] text) {
        int address = allocate(1, text.length);
        instance.memory("memory").write(address, text);
        return address;
    }

    private int allocate(int alignment, int size) {
        return (int) instance.function("cabi_realloc").call(0, 0, alignment, size);
    }

    @Override
    public void close() {
        instance.close();
    }
}
