package io.github.jwasi;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The exports of an instance as an object of an interface that names them. */
final class ExportsView implements InvocationHandler {
    private final Class<?> type;

    /** {@code (Object[])Object} for each method. */
    private final Map<Method, MethodHandle> functions = new HashMap<>();

    private final Map<Method, ExportValue> others = new HashMap<>();

    private ExportsView(Class<?> type) {
        this.type = type;
    }

    /** Where the exports come from. */
    @FunctionalInterface
    interface Source {
        @Nullable
        ExportValue get(String name);
    }

    static <T> T of(Class<T> type, Source exports) {
        if (!type.isInterface() || type.isSealed() || type.isAnnotation()) {
            throw new IllegalArgumentException(type.getName() + " is no interface that objects can be made for");
        }
        var view = new ExportsView(type);
        var problems = new ArrayList<String>();
        for (var method : FunctionView.abstractMethods(type)) {
            view.add(method, exports, problems);
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the instance is no " + type.getName() + ": " + String.join("; ", problems));
        }
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, view));
    }

    private void add(Method method, Source exports, List<String> problems) {
        var annotation = method.getAnnotation(ExportName.class);
        var name = annotation == null ? method.getName() : annotation.value();
        var export = exports.get(name);
        if (export == null) {
            problems.add("it exports no \"" + name + "\"");
        } else if (export instanceof Function function) {
            add(method, function, problems);
        } else if (method.getParameterCount() == 0 && method.getReturnType().isInstance(export)) {
            others.put(method, export);
        } else {
            problems.add("its export \"" + name + "\" is a " + export.type().kind() + ", and the method is " + method);
        }
    }

    private void add(Method method, Function function, List<String> problems) {
        if (method.getParameterCount() == 0
                && method.getReturnType() == Function.class
                && !function.type().equals(FunctionType.of().returning(ValueType.FUNCREF))) {
            others.put(method, function);
            return;
        }
        var handle = function.methodHandle();
        var given = methodType(method.getReturnType(), method.getParameterTypes());
        if (JavaType.matches(handle.type(), given)) {
            functions.put(
                    method,
                    handle.asType(given)
                            .asSpreader(Object[].class, given.parameterCount())
                            .asType(methodType(Object.class, Object[].class)));
        } else {
            problems.add(function + " is " + handle.type() + " in Java, and the method is " + given);
        }
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        var function = functions.get(method);
        if (function != null) {
            return function.invokeExact(arguments);
        }
        var other = others.get(method);
        if (other != null) {
            return other;
        }
        return method.isDefault()
                ? InvocationHandler.invokeDefault(proxy, method, arguments)
                : object(proxy, method, arguments);
    }

    @SuppressWarnings("ReferenceEquality") // which is what Object.equals is
    private Object object(Object proxy, Method method, @Nullable Object @Nullable [] arguments) {
        return switch (method.getName()) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "exports as " + type.getName();
        };
    }
}
