package io.github.jwasi;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Method handles for functions with references, vectors or several results: over {@link Function#call}. */
final class ObjectCall {
    private static final MethodHandle CALL;

    static {
        try {
            CALL = MethodHandles.lookup()
                    .findVirtual(Function.class, "call", MethodType.methodType(Object.class, Object[].class))
                    .asFixedArity();
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private ObjectCall() {}

    static MethodHandle handle(Function function, MethodType type) {
        return CALL.bindTo(function)
                .asCollector(Object[].class, type.parameterCount())
                .asType(type);
    }
}
