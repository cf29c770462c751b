package io.github.jwasi;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function that an instance exports.
 *
 * @see Instance#function(String)
 */
public final class Function implements ExportValue {
    private final Extern handle;
    private final FunctionType type;

    Function(Extern handle, FunctionType type) {
        this.handle = handle;
        this.type = type;
    }

    @Override
    public FunctionType type() {
        return type;
    }

    /**
     * Calls the function.
     *
     * @param arguments for each parameter an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32) or
     *     {@link Double} (f64); no other types are converted
     * @return null where the function has no result, one of those types where it has one, and an {@code Object[]} of
     *     them where it has several
     * @throws IllegalArgumentException if the count or a type is wrong; nothing was called then
     * @throws IllegalStateException if the store is closed or used by another thread
     * @throws TrapException if the guest traps
     * @throws ExitException if the guest calls {@code proc_exit}
     */
    public @Nullable Object call(Object... arguments) {
        Objects.requireNonNull(arguments, "arguments");
        checkCount(arguments.length);
        var store = handle.store();
        store.enter();
        try {
            int count = Math.max(arguments.length, type.results().size());
            return store.stack().call(store, handle.of(), count, new Call(arguments));
        } finally {
            store.exit();
        }
    }

    private void checkCount(int given) {
        Values.checkSupported(type, handle.name());
        if (given != type.parameters().size()) {
            throw new IllegalArgumentException(handle.name() + " " + type + " takes "
                    + type.parameters().size() + " arguments, and given were " + given);
        }
    }

    private final class Call implements CallStack.Exchange<@Nullable Object> {
        private final Object[] arguments;

        Call(Object[] arguments) {
            this.arguments = arguments;
        }

        @Override
        public void arguments(MemorySegment slots) {
            for (int i = 0; i < arguments.length; i++) {
                int index = i;
                Values.write(
                        type.parameters().get(i),
                        arguments[i],
                        slots,
                        i,
                        () -> "argument " + index + " of " + handle.name() + " " + type);
            }
        }

        @Override
        public @Nullable Object results(MemorySegment slots) {
            return Values.results(type.results(), slots);
        }
    }

    Extern handle() {
        return handle;
    }

    @Override
    public String toString() {
        return "function " + handle.name() + " " + type;
    }
}
