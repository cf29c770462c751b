package io.github.jwasi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of the host that guests can import.
 *
 * <p>It lives in no store, so one serves any number of them, also on several threads at once if its body can do that.
 *
 * @param type its type; Java passes i32, i64, f32 and f64
 * @param body what it does
 */
public record HostFunction(FunctionType type, Body body) implements ImportValue {
    /** What a host function does. */
    @FunctionalInterface
    public interface Body {
        /**
         * Runs on the thread that runs the guest.
         *
         * <p>Whatever it throws ends the guest and comes out of the call into the guest, the very same object.
         *
         * @param caller the guest that calls, until this method returns
         * @param arguments for each parameter an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32) or
         *     {@link Double} (f64)
         * @return null for a function without results, one of those types for one with a result, and an
         *     {@code Object[]} of them for one with several
         * @throws Throwable anything
         */
        @Nullable
        Object call(Caller caller, Object[] arguments) throws Throwable;
    }

    /**
     * A host function.
     *
     * @throws IllegalArgumentException if the type has values that Java cannot pass
     * @throws NullPointerException if {@code type} or {@code body} is null
     */
    public HostFunction {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(body, "body");
        Values.checkSupported(type, "the host function");
    }

    /**
     * A host function.
     *
     * @param type its type; Java passes i32, i64, f32 and f64
     * @param body what it does
     * @return the function
     * @throws IllegalArgumentException if the type has values that Java cannot pass
     */
    public static HostFunction of(FunctionType type, Body body) {
        return new HostFunction(type, body);
    }
}
