package io.github.jwasi;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What differs where the class loader of the library can go away before the JVM does, as a web application's can.
 *
 * <p>Then nothing that the JVM holds may lead to a class of this loader, or it would stay for ever.
 */
final class Unloading {
    /** Whether this class can be unloaded. */
    static final boolean POSSIBLE = isPossible(Unloading.class.getClassLoader());

    private Unloading() {}

    /** The JVM's own loaders are never unloaded. */
    static boolean isPossible(@Nullable ClassLoader loader) {
        var builtin = ClassLoader.getSystemClassLoader();
        while (builtin != null && !builtin.equals(loader)) {
            builtin = builtin.getParent();
        }
        return loader != null && builtin == null;
    }

    /** An arena for what is kept in static fields: its memory goes with the class loader. */
    static Arena arena() {
        return POSSIBLE ? Arena.ofAuto() : Arena.global();
    }

    /**
     * Calls a native destructor in {@link #arena}, whose cleaner the JVM holds: the result is made of classes of the JDK
     * alone.
     */
    @SuppressWarnings("unchecked") // the interface has no other parameter
    static Consumer<MemorySegment> destructor(MethodHandle function) {
        return MethodHandleProxies.asInterfaceInstance(Consumer.class, function);
    }
}
