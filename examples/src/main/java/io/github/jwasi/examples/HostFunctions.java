package io.github.jwasi.examples;

import static io.github.jwasi.ValueType.I32;

import io.github.jwasi.FunctionType;
import io.github.jwasi.HostFunction;
import io.github.jwasi.WebAssembly;
import java.util.Map;

/** A guest that calls the host, which reads the guest's memory. */
public final class HostFunctions {
    private static final String GUEST = """
            (module
              (import "host" "print" (func $print (param i32 i32)))
              (import "host" "random" (func $random (result i32)))
              (memory (export "memory") 1)
              (data (i32.const 16) "the guest asked for a number")
              (func (export "ask") (result i32)
                (call $print (i32.const 16) (i32.const 28))
                (call $random)))
            """;

    private HostFunctions() {}

    /**
     * Runs the guest.
     *
     * @param args none
     */
    public static void main(String[] args) {
        var print = HostFunction.of(FunctionType.of().with(I32, I32), (caller, arguments) -> {
            System.out.println(caller.memory().readString((int) arguments[0], (int) arguments[1]));
            return null;
        });
        var random = HostFunction.of(FunctionType.of().returning(I32), (caller, arguments) -> 4);
        try (var module = WebAssembly.compileText(GUEST);
                var instance =
                        WebAssembly.instantiate(module, Map.of("host", Map.of("print", print, "random", random)))) {
            System.out.println(instance.function("ask").call());
        }
    }
}
