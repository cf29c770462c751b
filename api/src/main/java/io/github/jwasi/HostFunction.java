package io.github.jwasi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A function of the host that guests can import.
 *
 * <p>It lives in no store, so one serves any number of them, also on several threads at once if its body can do that.
 *
 * @param type its type; see {@link Function#call} for its values in Java
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
         * @param arguments for each parameter an {@link Integer} (i32), {@link Long} (i64), {@link Float} (f32),
         *     {@link Double} (f64), {@link V128} (v128), {@link Function} (funcref), an object (externref, anyref) or a
         *     {@link GcReference}
         * @return null for a function without results, one of those types for one with a result, and an
         *     {@code Object[]} of them for one with several
         * @throws Throwable anything
         */
        @Nullable
        Object call(Caller caller, @Nullable Object[] arguments) throws Throwable;
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
        new Values(type.parameters()).checkKnown("the host function");
        new Values(type.results()).checkKnown("the host function");
    }

    /**
     * A host function.
     *
     * @param type its type
     * @param body what it does
     * @return the function
     * @throws IllegalArgumentException if the type has values that Java cannot pass
     */
    public static HostFunction of(FunctionType type, Body body) {
        return new HostFunction(type, body);
    }

    /**
     * A host function by a method handle: numbers reach it without being boxed.
     *
     * @param type its type
     * @param handle a method of the type that {@link Function#methodHandle()} describes, with a {@link Caller} in front
     *     if it wants one; for a reference to an object of the host it may have any class, and a guest that passes an
     *     object of another class gets a {@link ClassCastException}
     * @return the function
     * @throws IllegalArgumentException if the handle has another type
     */
    public static HostFunction of(FunctionType type, MethodHandle handle) {
        Objects.requireNonNull(type, "type");
        return new HostFunction(type, new HandleBody(type, HandleBody.withCaller(type, handle)));
    }

    /**
     * A host function by a method handle, whose type says that of the function: {@code int} is i32, {@code long} i64,
     * {@code float} f32, {@code double} f64, {@link V128} v128, {@link Function} funcref, {@link GcReference} anyref and
     * any other class externref.
     *
     * @param handle a method with such types, with a {@link Caller} in front if it wants one
     * @return the function
     * @throws IllegalArgumentException if the handle has other types
     */
    public static HostFunction of(MethodHandle handle) {
        var type = handle.type();
        boolean hasCaller = type.parameterCount() > 0 && type.parameterType(0) == Caller.class;
        return of(JavaType.toFunctionType(hasCaller ? type.dropParameterTypes(0, 1) : type), handle);
    }

    /**
     * A host function by a lambda or a method reference, as in
     * {@code HostFunction.of(IntBinaryOperator.class, Math::max)}.
     *
     * @param type a public interface with one abstract method, whose type says that of the function, as for
     *     {@link #of(MethodHandle)}
     * @param body what the function does
     * @return the function
     * @param <T> the interface
     * @throws IllegalArgumentException if it is no such interface, or its method has other types
     */
    public static <T> HostFunction of(Class<T> type, T body) {
        Objects.requireNonNull(body, "body");
        var method = FunctionView.abstractMethod(type);
        try {
            return of(MethodHandles.publicLookup().unreflect(method).bindTo(body));
        } catch (IllegalAccessException e) {
            throw new IllegalArgumentException(
                    type.getName() + " has to be public and in a package that its module exports", e);
        }
    }
}
