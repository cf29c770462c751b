package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import io.github.jwasi.bindings.jwasi_callback_t;
import io.github.jwasi.bindings.wasmtime_extern_t;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** A host function in one store: what the engine calls when a guest calls the function. */
final class HostCall {
    private static final Slots<HostCall> SLOTS = new Slots<>();

    /** One stub for all host functions, which finds the function by the number that the engine passes. */
    static final MemorySegment STUB =
            UpcallStub.of(jwasi_callback_t.Function.class, HostCall::enter, jwasi_callback_t.descriptor());

    static {
        HostTrap.link();
    }

    private final Store store;
    private final HostFunction function;
    private final String name;
    private final Values parameters;
    private final Values results;

    /** What takes numbers as they are in the slots, or null. */
    private final @Nullable MethodHandle unboxed;

    private HostCall(Store store, HostFunction function, String name) {
        this(
                store,
                function,
                name,
                new Values(function.type().parameters()),
                new Values(function.type().results()));
    }

    private HostCall(Store store, Linked linked) {
        this(store, linked.function(), linked.name(), linked.parameters(), linked.results());
    }

    private HostCall(Store store, HostFunction function, String name, Values parameters, Values results) {
        this.store = store;
        this.function = function;
        this.name = name;
        this.parameters = parameters;
        this.results = results;
        unboxed = function.body() instanceof HandleBody body ? body.unboxed() : null;
    }

    /** A {@code wasmtime_extern_t} for an import of a module, which lives as long as the store. */
    static MemorySegment create(Store store, HostFunction function, Module module, int index, ImportType wanted) {
        var call = new HostCall(store, function, wanted.module() + "." + wanted.name());
        return call.create(
                wanted.toString(),
                (env, func) ->
                        Wasmtime.jwasi_func_new_import(store.context(), module.pointer(), index, STUB, env, func));
    }

    /** A {@code wasmtime_extern_t} for a function that no module asked for, which lives as long as the store. */
    static MemorySegment create(Store store, HostFunction function) {
        var call = new HostCall(store, function, "of the host");
        try (var arena = Arena.ofConfined()) {
            var type = NativeText.utf8(arena, function.type().text());
            return call.create(
                    "the host function " + function.type(),
                    (env, func) -> Wasmtime.jwasi_func_new(store.context(), type, type.byteSize(), STUB, env, func));
        }
    }

    /**
     * A host function that a module was linked with, before there is a store.
     *
     * @param function the function
     * @param name how messages call it
     * @param parameters its parameters' values
     * @param results its results' values
     */
    record Linked(HostFunction function, String name, Values parameters, Values results) {
        Linked(HostFunction function, ImportType wanted) {
            this(
                    function,
                    wanted.module() + "." + wanted.name(),
                    new Values(function.type().parameters()),
                    new Values(function.type().results()));
        }

        /** The numbers of the functions in a store, which they have as long as the store lives. */
        static MemorySegment add(Linked[] functions, Store store) {
            if (functions.length == 0) {
                return MemorySegment.NULL;
            }
            var slots = new int[functions.length];
            var numbers = store.memory().allocate(ValueLayout.JAVA_LONG, slots.length);
            for (int i = 0; i < slots.length; i++) {
                slots[i] = SLOTS.add(new HostCall(store, functions[i]));
                numbers.setAtIndex(ValueLayout.JAVA_LONG, i, slots[i]);
            }
            store.atClose(() -> {
                for (int slot : slots) {
                    SLOTS.remove(slot);
                }
            });
            return numbers;
        }
    }

    private interface Maker {
        MemorySegment make(MemorySegment env, MemorySegment func);
    }

    private MemorySegment create(String what, Maker maker) {
        int slot = SLOTS.add(this);
        store.atClose(() -> SLOTS.remove(slot));
        var handle = Extern.allocate(store.memory(), Extern.FUNCTION);
        NativeFailure.checkArgument(what, maker.make(MemorySegment.ofAddress(slot), wasmtime_extern_t.of(handle)));
        return handle;
    }

    /** Nothing may leave this method but its result: an exception that does ends the JVM. */
    private static MemorySegment enter(MemorySegment slot, MemorySegment caller, MemorySegment slots, long count) {
        var call = SLOTS.get(slot.address());
        try {
            call.run(caller, slots, count);
            return MemorySegment.NULL;
        } catch (Throwable thrown) {
            return HostTrap.of(call.store, thrown);
        }
    }

    private void run(MemorySegment nativeCaller, MemorySegment slots, long count) throws Throwable {
        var caller = new Caller(store, nativeCaller);
        try {
            if (unboxed != null) {
                unboxed.invokeExact(caller, slots.address());
            } else {
                // Sound: the engine passes `count` slots, that is as many as there are parameters or results.
                runBoxed(caller, slots.reinterpret(count * CallStack.SLOT));
            }
        } finally {
            caller.end();
        }
    }

    private void runBoxed(Caller caller, MemorySegment slots) throws Throwable {
        write(function.body().call(caller, parameters.readAll(store, slots, 0)), slots);
    }

    private void write(@Nullable Object result, MemorySegment slots) {
        var all = results.count() == 1 ? new @Nullable Object[] {result} : several(result);
        if (all.length != results.count()) {
            throw new IllegalArgumentException("the host function " + name + " " + function.type() + " has "
                    + results.count() + " results, and returned were " + all.length);
        }
        results.write(store, all, slots, 0, index -> "result " + index + " of the host function " + name);
    }

    private @Nullable Object[] several(@Nullable Object result) {
        if (result == null) {
            return new Object[0];
        }
        if (result instanceof Object[] all) {
            return all;
        }
        throw new IllegalArgumentException("the host function " + name + " " + function.type() + " returned a "
                + result.getClass().getName() + ": without results it has to return null, with several an Object[]");
    }
}
