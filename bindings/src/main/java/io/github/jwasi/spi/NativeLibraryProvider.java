package io.github.jwasi.spi;

import java.nio.file.Path;

/**
 * Brings a native library of one's own, found by {@link java.util.ServiceLoader}.
 *
 * <p>It is asked after the system property {@code jwasi.library.path} and before the jars of the class path.
 */
public interface NativeLibraryProvider {
    /**
     * The library to load.
     *
     * @return the path of the file, which has to be a build of jwasi's own library, of the same version
     * @throws Exception if there is none; the next provider is asked then, and the message is shown if none has one
     */
    Path library() throws Exception;
}
