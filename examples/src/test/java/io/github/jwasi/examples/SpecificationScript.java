package io.github.jwasi.examples;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.jwasi.CompileException;
import io.github.jwasi.Engine;
import io.github.jwasi.ExportValue;
import io.github.jwasi.Function;
import io.github.jwasi.FunctionType;
import io.github.jwasi.Global;
import io.github.jwasi.GlobalType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.ImportValue;
import io.github.jwasi.Instance;
import io.github.jwasi.LinkException;
import io.github.jwasi.Module;
import io.github.jwasi.Store;
import io.github.jwasi.Table;
import io.github.jwasi.TableType;
import io.github.jwasi.Trap;
import io.github.jwasi.TrapException;
import io.github.jwasi.ValueType;
import io.github.jwasi.WasmException;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One script of WebAssembly's tests, in the JSON of {@code wasm-tools json-from-wast}. */
final class SpecificationScript implements AutoCloseable {
    private final Engine engine;
    private final Path folder;
    private final Store store;
    private final Map<String, Map<String, ImportValue>> registered = new HashMap<>();
    private final Map<String, Instance> instances = new HashMap<>();
    private final Map<String, Module> definitions = new HashMap<>();
    private final List<String> failures = new ArrayList<>();
    private Instance current;

    SpecificationScript(Engine engine, Path folder) {
        this.engine = engine;
        this.folder = folder;
        store = Store.create(engine);
        registered.put("spectest", spectest());
    }

    /** What the scripts import from their host. */
    private Map<String, ImportValue> spectest() {
        var host = new HashMap<String, ImportValue>();
        print(host, "print");
        print(host, "print_i32", ValueType.I32);
        print(host, "print_i64", ValueType.I64);
        print(host, "print_f32", ValueType.F32);
        print(host, "print_f64", ValueType.F64);
        print(host, "print_i32_f32", ValueType.I32, ValueType.F32);
        print(host, "print_f64_f64", ValueType.F64, ValueType.F64);
        host.put("global_i32", Global.create(store, new GlobalType(ValueType.I32, false), 666));
        host.put("global_i64", Global.create(store, new GlobalType(ValueType.I64, false), 666L));
        host.put("global_f32", Global.create(store, new GlobalType(ValueType.F32, false), 666.6f));
        host.put("global_f64", Global.create(store, new GlobalType(ValueType.F64, false), 666.6));
        host.put("table", Table.create(store, new TableType(ValueType.FUNCREF, 10, OptionalLong.of(20), false), null));
        host.put("table64", Table.create(store, new TableType(ValueType.FUNCREF, 10, OptionalLong.of(20), true), null));
        host.put("memory", exported("(module (memory (export \"memory\") 1 2))"));
        return host;
    }

    private static void print(Map<String, ImportValue> host, String name, ValueType... types) {
        host.put(name, HostFunction.of(FunctionType.of().with(types), (caller, arguments) -> null));
    }

    private ExportValue exported(String text) {
        var module = engine.compile(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        return WebAssembly.instantiate(store, module, Map.of())
                .exports()
                .values()
                .iterator()
                .next();
    }

    List<String> failures() {
        return failures;
    }

    void execute(JsonNode command) {
        try {
            run(command);
        } catch (RuntimeException | AssertionError | IOException e) {
            failures.add(
                    "line " + command.get("line") + ", " + command.get("type").asText() + ": " + e);
        }
    }

    private void run(JsonNode command) throws IOException {
        switch (command.get("type").asText()) {
            case "module" -> {
                var module = compile(command);
                if (command.has("name")) {
                    definitions.put(command.get("name").asText(), module);
                }
                instantiated(command.get("name"), instantiate(module));
            }
            case "module_definition" -> definitions.put(text(command.get("name")), compile(command));
            case "module_instance" ->
                instantiated(command.get("instance"), instantiate(definitions.get(text(command.get("module")))));
            case "register" ->
                registered.put(
                        command.get("as").asText(),
                        new HashMap<>(instance(command.get("name")).exports()));
            case "action" -> act(command.get("action"));
            case "assert_return" -> SpecificationValue.check(command.get("expected"), act(command.get("action")));
            case "assert_trap" -> trap(command.get("text").asText(), () -> act(command.get("action")));
            case "assert_exhaustion" -> exhaustion(command);
            case "assert_exception" -> expect(WasmException.class, () -> act(command.get("action")));
            case "assert_invalid", "assert_malformed" -> invalid(command);
            case "assert_unlinkable" -> {
                var module = compile(command);
                var thrown = expect(RuntimeException.class, () -> instantiate(module));
                check(thrown instanceof LinkException, "no LinkException: " + thrown);
            }
            case "assert_uninstantiable" -> {
                var module = compile(command);
                trap(command.get("text").asText(), () -> instantiate(module));
            }
            default -> throw new AssertionError("unknown command " + command);
        }
    }

    private static String text(JsonNode node) {
        return node == null ? "" : node.asText();
    }

    private Module compile(JsonNode command) throws IOException {
        var name = command.has("binary_filename") ? command.get("binary_filename") : command.get("filename");
        return engine.compile(Files.readAllBytes(folder.resolve(name.asText())));
    }

    private Instance instantiate(Module module) {
        return WebAssembly.instantiate(store, module, registered);
    }

    private void instantiated(JsonNode name, Instance instance) {
        current = instance;
        if (name != null) {
            instances.put(name.asText(), instance);
        }
    }

    private Instance instance(JsonNode name) {
        var found = name == null ? current : instances.get(name.asText());
        if (found == null) {
            throw new AssertionError("no instance " + name);
        }
        return found;
    }

    private Object[] act(JsonNode action) {
        var instance = instance(action.get("module"));
        var field = action.get("field").asText();
        if (action.get("type").asText().equals("get")) {
            return new Object[] {instance.global(field).get()};
        }
        var function = instance.function(field);
        var arguments = new ArrayList<Object>();
        action.get("args").forEach(argument -> arguments.add(SpecificationValue.of(argument)));
        return results(function, function.call(arguments.toArray()));
    }

    private static Object[] results(Function function, Object result) {
        return switch (function.type().results().size()) {
            case 0 -> new Object[0];
            case 1 -> new Object[] {result};
            default -> (Object[]) result;
        };
    }

    private interface Action {
        void run() throws IOException;
    }

    private static <T extends Throwable> T expect(Class<T> type, Action action) throws IOException {
        try {
            action.run();
        } catch (RuntimeException e) {
            if (type.isInstance(e)) {
                return type.cast(e);
            }
            throw e;
        }
        throw new AssertionError("nothing was thrown, expected " + type.getSimpleName());
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new AssertionError(message);
        }
    }

    private void trap(String wanted, Action action) throws IOException {
        var trap = expect(TrapException.class, action);
        check(SpecificationValue.isTrap(wanted, trap), "wanted the trap \"" + wanted + "\", and it was " + trap);
    }

    private void exhaustion(JsonNode command) throws IOException {
        var trap = expect(TrapException.class, () -> act(command.get("action")));
        check(trap.trap() == Trap.STACK_OVERFLOW, "wanted an overflow of the stack, and it was " + trap);
    }

    private void invalid(JsonNode command) throws IOException {
        expect(CompileException.class, () -> compile(command).close());
        var name = command.has("binary_filename") ? command.get("binary_filename") : command.get("filename");
        check(!engine.validate(Files.readAllBytes(folder.resolve(name.asText()))), "validates what does not compile");
    }

    @Override
    public void close() {
        store.close();
    }
}
