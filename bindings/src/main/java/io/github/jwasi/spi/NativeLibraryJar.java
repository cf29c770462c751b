package io.github.jwasi.spi;

import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * A module with the native library for a platform, found by {@link java.util.ServiceLoader}.
 *
 * <p>The jars {@code jwasi-native} implement it, so that they are resolved with the module that uses the library, and are
 * found in module layers where each module has a class loader of its own. To bring another library, or one from
 * elsewhere, implement {@link NativeLibraryProvider}.
 */
public interface NativeLibraryJar {
    /**
     * Opens a file of the jar.
     *
     * @param name its name, such as {@code META-INF/jwasi/linux-x86_64/libjwasi.so}
     * @return the bytes, or null if this jar has no such file, as it is for another platform
     */
    @Nullable
    InputStream open(String name);
}
