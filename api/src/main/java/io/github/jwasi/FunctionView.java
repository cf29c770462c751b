package io.github.jwasi;

import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/** A function as an object of a functional interface. */
final class FunctionView {
    private FunctionView() {}

    static <T> T of(Function function, Class<T> type) {
        var method = abstractMethod(type);
        var given = MethodType.methodType(method.getReturnType(), method.getParameterTypes());
        var wanted = function.methodHandle().type();
        if (!JavaType.matches(wanted, given)) {
            throw new IllegalArgumentException(function + " is " + wanted + " in Java, and " + type.getName() + "."
                    + method.getName() + " is " + given);
        }
        var direct = direct(function, type);
        return type.cast(direct != null ? direct : proxy(function, type, given));
    }

    /** The interfaces that numeric code uses, without the indirection of a method handle. */
    private static @Nullable Object direct(Function function, Class<?> type) {
        if (type == IntBinaryOperator.class) {
            return (IntBinaryOperator) (a, b) -> (int) NumberCall.call(function, a, b);
        } else if (type == IntUnaryOperator.class) {
            return (IntUnaryOperator) a -> (int) NumberCall.call(function, a);
        } else if (type == LongBinaryOperator.class) {
            return (LongBinaryOperator) (a, b) -> NumberCall.call(function, a, b);
        } else if (type == LongUnaryOperator.class) {
            return (LongUnaryOperator) a -> NumberCall.call(function, a);
        } else if (type == DoubleBinaryOperator.class) {
            return (DoubleBinaryOperator) (a, b) -> Double.longBitsToDouble(
                    NumberCall.call(function, Double.doubleToRawLongBits(a), Double.doubleToRawLongBits(b)));
        } else if (type == DoubleUnaryOperator.class) {
            return (DoubleUnaryOperator)
                    a -> Double.longBitsToDouble(NumberCall.call(function, Double.doubleToRawLongBits(a)));
        }
        return null;
    }

    private static Object proxy(Function function, Class<?> type, MethodType methodType) {
        return Modifier.isPublic(type.getModifiers())
                ? MethodHandleProxies.asInterfaceInstance(
                        type, function.methodHandle().asType(methodType))
                : ExportsView.of(type, name -> function);
    }

    static Method abstractMethod(Class<?> type) {
        var methods = type.isInterface() && !type.isSealed() ? abstractMethods(type) : List.<Method>of();
        if (methods.size() != 1) {
            throw new IllegalArgumentException(type.getName()
                    + " is no functional interface: it has to be an interface " + "with one abstract method");
        }
        return methods.getFirst();
    }

    /** Those that an object of the interface has to have, other than the ones of {@link Object}. */
    static List<Method> abstractMethods(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .filter(method -> !isMethodOfObject(method))
                .toList();
    }

    private static boolean isMethodOfObject(Method method) {
        try {
            Object.class.getMethod(method.getName(), method.getParameterTypes());
            return true;
        } catch (NoSuchMethodException e) {
            return false;
        }
    }
}
