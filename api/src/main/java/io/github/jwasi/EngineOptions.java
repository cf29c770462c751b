package io.github.jwasi;

import io.github.jwasi.bindings.CacheFolder;
import java.nio.file.Path;
import java.util.Optional;

/**
 * How an {@link Engine} compiles and runs modules.
 *
 * @param fuel whether guests count the instructions that they execute, so that {@link StoreOptions#fuel} can end them;
 *     costs time. Default: no
 * @param interruptible whether a computing guest notices {@link Store#interrupt()}; costs a little time. A guest that
 *     sleeps or reads in WASI always does. Default: no
 * @param maxWasmStack bytes of stack that a guest may use, 4 KiB to 1 GiB. It is the calling thread's stack, which has
 *     to have that and 256 KiB more left. Default: 512 KiB
 * @param cache the folder where compiled modules are kept for the next time, which must be writable by nobody else, as
 *     machine code is loaded from it. Default: none
 */
public record EngineOptions(boolean fuel, boolean interruptible, long maxWasmStack, Optional<Path> cache) {
    /** The default of every option. */
    public static final EngineOptions DEFAULT = new EngineOptions(false, false, 512 * 1024, Optional.empty());

    /**
     * Options.
     *
     * @throws IllegalArgumentException if {@code maxWasmStack} is out of its range
     * @throws NullPointerException if {@code cache} is null
     */
    public EngineOptions {
        if (maxWasmStack < 4096 || maxWasmStack > 1 << 30) {
            throw new IllegalArgumentException(
                    "options.maxWasmStack must be 4096 to 1073741824 bytes, given " + maxWasmStack);
        }
        cache = cache.map(Path::toAbsolutePath);
    }

    /**
     * These options with another {@link #fuel}.
     *
     * @param fuel whether guests count instructions
     * @return new options
     */
    public EngineOptions withFuel(boolean fuel) {
        return new EngineOptions(fuel, interruptible, maxWasmStack, cache);
    }

    /**
     * These options with another {@link #interruptible}.
     *
     * @param interruptible whether a computing guest can be stopped
     * @return new options
     */
    public EngineOptions withInterruptible(boolean interruptible) {
        return new EngineOptions(fuel, interruptible, maxWasmStack, cache);
    }

    /**
     * These options with another {@link #maxWasmStack}.
     *
     * @param bytes 4 KiB to 1 GiB
     * @return new options
     */
    public EngineOptions withMaxWasmStack(long bytes) {
        return new EngineOptions(fuel, interruptible, bytes, cache);
    }

    /**
     * These options with a {@link #cache}.
     *
     * @param folder made if it is not there
     * @return new options
     */
    public EngineOptions withCache(Path folder) {
        return new EngineOptions(fuel, interruptible, maxWasmStack, Optional.of(folder));
    }

    /**
     * These options with a {@link #cache} in the user's folder for such: {@code modules} in the folder that the system
     * property {@code jwasi.cache.dir} names, or in {@code jwasi} in the usual place of the operating system.
     *
     * @return new options
     */
    public EngineOptions withCache() {
        return withCache(CacheFolder.path().resolve("modules"));
    }
}
