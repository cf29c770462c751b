package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.wasm_valtype_vec_t;
import io.github.jwasi.bindings.wasmtime_func_t;
import io.github.jwasi.bindings.wasmtime_func_unchecked_callback_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A host function in one store: what the engine calls when a guest calls the function. */
final class HostCall {
    private static final Slots<HostCall> SLOTS = new Slots<>();

    /** One stub for all host functions, which finds the function by the number that the engine passes. */
    private static final MemorySegment STUB =
            wasmtime_func_unchecked_callback_t.allocate(HostCall::enter, Arena.global());

    static {
        HostTrap.link();
    }

    private final Store store;
    private final HostFunction function;
    private final String name;

    private HostCall(Store store, HostFunction function, String name) {
        this.store = store;
        this.function = function;
        this.name = name;
    }

    /** A {@code wasmtime_extern_t} for the function, which lives as long as the store. */
    static MemorySegment create(Store store, HostFunction function, String name) {
        int slot = SLOTS.add(new HostCall(store, function, name));
        store.atClose(() -> SLOTS.remove(slot));
        try (var arena = Arena.ofConfined()) {
            var type = type(arena, function.type());
            try {
                var made = wasmtime_func_t.allocate(arena);
                Wasmtime.wasmtime_func_new_unchecked(
                        store.context(), type, STUB, MemorySegment.ofAddress(slot), MemorySegment.NULL, made);
                return Extern.ofFunction(store.memory(), made);
            } finally {
                Wasmtime.wasm_functype_delete(type);
            }
        }
    }

    private static MemorySegment type(Arena arena, FunctionType type) {
        // Takes ownership of the elements of both vectors.
        return Wasmtime.wasm_functype_new(types(arena, type.parameters()), types(arena, type.results()));
    }

    private static MemorySegment types(Arena arena, List<ValueType> types) {
        var pointers = arena.allocate(ValueLayout.ADDRESS, types.size());
        for (int i = 0; i < types.size(); i++) {
            pointers.setAtIndex(ValueLayout.ADDRESS, i, Wasmtime.wasm_valtype_new(kind(types.get(i))));
        }
        var vector = wasm_valtype_vec_t.allocate(arena);
        Wasmtime.wasm_valtype_vec_new(vector, types.size(), pointers);
        return vector;
    }

    /** The numbers of {@code wasm.h}; {@link Values#checkSupported} has seen to it that there are no others. */
    private static byte kind(ValueType type) {
        return switch (type.text()) {
            case "i32" -> 0;
            case "i64" -> 1;
            case "f32" -> 2;
            case "f64" -> 3;
            default -> throw new AssertionError(type);
        };
    }

    /** Nothing may leave this method but its result: an exception that does ends the JVM. */
    private static MemorySegment enter(MemorySegment slot, MemorySegment caller, MemorySegment slots, long count) {
        var call = SLOTS.get(slot.address());
        try {
            // Sound: the engine passes `count` slots, that is as many as there are parameters or results.
            call.run(caller, slots.reinterpret(count * CallStack.SLOT));
            return MemorySegment.NULL;
        } catch (Throwable thrown) {
            return HostTrap.park(call.store, thrown);
        }
    }

    private void run(MemorySegment nativeCaller, MemorySegment slots) throws Throwable {
        var type = function.type();
        var caller = new Caller(store, nativeCaller);
        try {
            var result = function.body().call(caller, Values.all(type.parameters(), slots));
            write(result, slots);
        } finally {
            caller.end();
        }
    }

    private Object[] several(@Nullable Object result) {
        if (result == null) {
            return new Object[0];
        }
        if (result instanceof Object[] results) {
            return results;
        }
        throw new IllegalArgumentException("the host function " + name + " " + function.type() + " returned a "
                + result.getClass().getName() + ": without results it has to return null, with several an Object[]");
    }

    private void write(@Nullable Object result, MemorySegment slots) {
        var types = function.type().results();
        var results = types.size() == 1 ? new Object[] {result} : several(result);
        if (results.length != types.size()) {
            throw new IllegalArgumentException("the host function " + name + " " + function.type() + " has "
                    + types.size() + " results, and returned were " + results.length);
        }
        for (int i = 0; i < results.length; i++) {
            int index = i;
            Values.write(types.get(i), results[i], slots, i, () -> "result " + index + " of the host function " + name);
        }
    }
}
