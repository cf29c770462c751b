package io.github.jwasi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Addresses of static methods, for the engine to call.
 *
 * <p>The JVM holds what a stub calls, and that would hold this class loader for ever. So where that loader can go away
 * ({@link Unloading}), stubs hold their methods weakly. That costs an indirect call each time, which the usual
 * case, where the JVM's own loader has the library, is spared. The stubs themselves stay, some hundred bytes each, as
 * nothing tells when the last native thread that may call them has ended.
 */
final class UpcallStub {
    /** What keeps the methods of weak stubs as long as this class is there. */
    private static final List<MethodHandle> METHODS = new ArrayList<>();

    private UpcallStub() {}

    /**
     * A stub for a method.
     *
     * @param type the function's type, as jextract makes it
     * @param method a static method that throws nothing
     * @param descriptor the function's type in C
     */
    static <F> MemorySegment of(Class<F> type, F method, FunctionDescriptor descriptor) {
        try {
            var target = MethodHandles.lookup()
                    .findVirtual(type, "apply", descriptor.toMethodType())
                    .bindTo(method);
            return Linker.nativeLinker()
                    .upcallStub(Unloading.POSSIBLE ? weak(target) : target, descriptor, Arena.global());
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(type + " is no function type of jextract", e);
        }
    }

    /** The same method, held only by {@link #METHODS}: the result is made of classes of the JDK alone. */
    private static synchronized MethodHandle weak(MethodHandle method) throws ReflectiveOperationException {
        METHODS.add(method);
        return weak(new WeakReference<>(method), method.type());
    }

    static MethodHandle weak(WeakReference<MethodHandle> method, MethodType type) throws ReflectiveOperationException {
        var lookup = MethodHandles.publicLookup();
        var get = lookup.findVirtual(WeakReference.class, "get", MethodType.methodType(Object.class));
        var orElse = lookup.findStatic(
                Objects.class, "requireNonNullElse", MethodType.methodType(Object.class, Object.class, Object.class));
        var present = MethodHandles.filterReturnValue(
                get.bindTo(method), MethodHandles.insertArguments(orElse, 1, nothing(type)));
        return MethodHandles.foldArguments(
                MethodHandles.exactInvoker(type), present.asType(MethodType.methodType(MethodHandle.class)));
    }

    /** For a guest's native thread that is still there when the class loader is gone: does nothing, and gives 0. */
    private static MethodHandle nothing(MethodType type) {
        var zero = type.returnType() == MemorySegment.class
                ? MethodHandles.constant(MemorySegment.class, MemorySegment.NULL)
                : MethodHandles.zero(type.returnType());
        return MethodHandles.dropArguments(zero, 0, type.parameterArray());
    }
}
