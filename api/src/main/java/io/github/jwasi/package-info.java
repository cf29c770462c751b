/**
 * WebAssembly and WASI for Java, in the shape of JavaScript's {@code WebAssembly} namespace and Node's {@code node:wasi}.
 *
 * <p>A first program:
 *
 * {@snippet lang = java :
 * try (var wasi = WASI.builder()
 *                 .version(WASI.Version.PREVIEW1)
 *                 .args("cat", "/sandbox/notes.txt")
 *                 .preopen("/sandbox", Path.of("data"))
 *                 .build();
 *         var module = WebAssembly.compile(Path.of("cat.wasm"));
 *         var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
 *     int exitCode = wasi.start(instance);
 * }
 * }
 *
 * <h2>Lifetimes and threads</h2>
 *
 * {@link io.github.jwasi.Engine} and {@link io.github.jwasi.Module} may be shared by threads. A
 * {@link io.github.jwasi.Store}, with all instances, functions and memories that live in it, is used by one thread at a
 * time; a second one gets an {@link java.lang.IllegalStateException}. Whatever is {@link java.lang.AutoCloseable} holds
 * native memory until it is closed. Use after that throws an {@link java.lang.IllegalStateException} too.
 *
 * <p>Virtual threads may use all of it, but stay on their carrier while they are in native code: while a module is compiled,
 * while a guest runs, also one that sleeps or waits for its stdin, and while a host function or a host stream that it
 * calls blocks. So no more guests run at once than there are carriers, as many as processors by default. Give guests that
 * block platform threads. The JFR event {@code jdk.VirtualThreadPinned} shows host functions that do.
 *
 * <p>Class loaders: several may have the library, as web applications do, and one that goes away is unloaded once what is
 * {@link java.lang.AutoCloseable} is closed.
 *
 * <h2>Errors</h2>
 *
 * What goes wrong with a module or its guest is a {@link io.github.jwasi.WebAssemblyException}. What a host function or
 * a host stream throws comes out of the call into the guest as it is, the very same object. Native access that was not
 * granted, and a native library that is missing or unfit, is a
 * {@link io.github.jwasi.spi.NativeLibraryException} at the first use.
 */
@NullMarked
package io.github.jwasi;

import org.jspecify.annotations.NullMarked;
