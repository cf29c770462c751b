package io.github.jwasi;

import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/** The types of Java's methods for functions, and the reverse. */
final class JavaType {
    private JavaType() {}

    /** The type of a method that stands for a function. */
    static MethodType of(FunctionType type) {
        var results = type.results();
        var result = switch (results.size()) {
            case 0 -> void.class;
            case 1 -> ValueKind.of(results.getFirst()).javaType();
            default -> Object[].class;
        };
        var parameters = new ArrayList<Class<?>>();
        type.parameters()
                .forEach(parameter -> parameters.add(ValueKind.of(parameter).javaType()));
        return MethodType.methodType(result, parameters);
    }

    /** The function that a method of the host can be: any object is an {@code externref}. */
    static FunctionType toFunctionType(MethodType type) {
        if (type.returnType() == Object[].class) {
            throw new IllegalArgumentException("a method " + type
                    + " has several results, of which nothing says the types: use HostFunction.of(FunctionType, ...)");
        }
        var parameters = new ArrayList<ValueType>();
        type.parameterList().forEach(parameter -> parameters.add(value(parameter, type)));
        var results = type.returnType() == void.class ? List.<ValueType>of() : List.of(value(type.returnType(), type));
        return new FunctionType(parameters, results);
    }

    private static ValueType value(Class<?> type, MethodType method) {
        if (type == int.class) {
            return ValueType.I32;
        } else if (type == long.class) {
            return ValueType.I64;
        } else if (type == float.class) {
            return ValueType.F32;
        } else if (type == double.class) {
            return ValueType.F64;
        } else if (type == V128.class) {
            return ValueType.V128;
        } else if (type == Function.class) {
            return ValueType.FUNCREF;
        } else if (type == GcReference.class) {
            return ValueType.ANYREF;
        } else if (type.isPrimitive()) {
            throw new IllegalArgumentException("WebAssembly has no type for the " + type + " of a method " + method
                    + ": it has int, long, float and double");
        }
        return ValueType.EXTERNREF;
    }

    /**
     * Whether a method can stand for a function: the same types, where an object of the host may be of any class.
     *
     * @param wanted the type by {@link #of}
     */
    static boolean matches(MethodType wanted, MethodType given) {
        if (wanted.parameterCount() != given.parameterCount()) {
            return false;
        }
        for (int i = 0; i < wanted.parameterCount(); i++) {
            if (!matches(wanted.parameterType(i), given.parameterType(i))) {
                return false;
            }
        }
        return matches(wanted.returnType(), given.returnType());
    }

    private static boolean matches(Class<?> wanted, Class<?> given) {
        return wanted == given || (wanted == Object.class && !given.isPrimitive());
    }
}
