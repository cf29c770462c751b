package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** Gives the options of a WASI to its native half, a {@code jwasi_wasi_t}. */
final class WasiSetup {
    private static final int STDOUT = 1;
    private static final int STDERR = 2;

    private final WASI wasi;
    private final MemorySegment pointer;

    WasiSetup(WASI wasi, MemorySegment pointer) {
        this.wasi = wasi;
        this.pointer = pointer;
    }

    void apply(WasiBuilder options) {
        try (var arena = Arena.ofConfined()) {
            options.args().forEach(arg -> arg(arena, arg));
            options.env().forEach((name, value) -> env(arena, name, value));
            for (var preopen : options.preopens()) {
                preopen(arena, preopen);
            }
            stdin(arena, options.stdin());
            output(arena, STDOUT, options.stdout());
            output(arena, STDERR, options.stderr());
            options.clock().ifPresent(this::clock);
            options.random().ifPresent(this::random);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void arg(Arena arena, String arg) {
        var text = NativeText.utf8(arena, arg);
        checkUtf8(Wasmtime.jwasi_wasi_arg(pointer, text, text.byteSize()));
    }

    private void env(Arena arena, String name, String value) {
        var nameText = NativeText.utf8(arena, name);
        var valueText = NativeText.utf8(arena, value);
        checkUtf8(Wasmtime.jwasi_wasi_env(pointer, nameText, nameText.byteSize(), valueText, valueText.byteSize()));
    }

    private static void checkUtf8(MemorySegment error) {
        if (NativeFailure.is(error)) {
            throw new AssertionError("Java encodes UTF-8: " + NativeFailure.message(error));
        }
    }

    private void preopen(Arena arena, WasiBuilder.Preopen preopen) throws IOException {
        var host = preopen.host();
        checkDirectory(host);
        var hostPath = NativeText.path(arena, host);
        var guest = NativeText.utf8(arena, preopen.guest());
        var error = Wasmtime.jwasi_wasi_preopen(
                pointer,
                hostPath,
                hostPath.byteSize(),
                guest,
                guest.byteSize(),
                preopen.access() == WASI.Access.READ_ONLY);
        check(error, host);
    }

    private static void checkDirectory(Path host) throws IOException {
        if (!Files.exists(host)) {
            throw new NoSuchFileException(host.toString(), null, "the directory to preopen does not exist");
        }
        if (!Files.isDirectory(host)) {
            throw new NotDirectoryException(host + ": only a directory can be preopened");
        }
    }

    private void stdin(Arena arena, Input input) throws IOException {
        switch (input) {
            case Input.Inherit inherit -> {} // as a new one does
            case Input.File file -> {
                checkFile(file.path());
                var path = NativeText.path(arena, file.path());
                check(Wasmtime.jwasi_wasi_stdin_file(pointer, path, path.byteSize()), file.path());
            }
            case Input.Bytes bytes -> callback(bytes.stream());
            case Input.Stream stream -> callback(stream.stream());
        }
    }

    private void clock(InstantSource source) {
        var clock = new HostClock(wasi, source);
        wasi.atClose(clock::close);
        Wasmtime.jwasi_wasi_clock(pointer, HostClock.STUB, clock.env(), source instanceof VirtualClock);
    }

    private void random(RandomGenerator generator) {
        var random = new HostRandom(wasi, generator);
        wasi.atClose(random::close);
        Wasmtime.jwasi_wasi_random(pointer, HostRandom.STUB, random.env());
    }

    private void callback(InputStream input) {
        var stream = HostStream.reading(wasi, input);
        wasi.add(stream);
        Wasmtime.jwasi_wasi_stdin_callback(pointer, HostStream.READ, stream.env());
    }

    private static void checkFile(Path file) throws IOException {
        if (!Files.exists(file)) {
            throw new NoSuchFileException(file.toString());
        }
        if (Files.isDirectory(file)) {
            throw new FileNotFoundException(file + " is a directory, not a file");
        }
    }

    private void output(Arena arena, int descriptor, Output output) throws IOException {
        switch (output) {
            case Output.Inherit inherit -> {} // as a new one does
            case Output.Discard discard -> Wasmtime.jwasi_wasi_output_discard(pointer, descriptor);
            case Output.File file -> {
                var path = NativeText.path(arena, file.path());
                check(Wasmtime.jwasi_wasi_output_file(pointer, descriptor, path, path.byteSize()), file.path());
            }
            case Output.Stream stream -> callback(descriptor, HostStream.writing(wasi, stream.stream()));
            case Output.Capture capture -> {
                capture.target().begin(pointer, descriptor);
                wasi.atClose(capture.target()::end);
            }
        }
    }

    private void callback(int descriptor, HostStream stream) {
        wasi.add(stream);
        Wasmtime.jwasi_wasi_output_callback(pointer, descriptor, HostStream.WRITE, stream.env());
    }

    private static void check(MemorySegment error, Path path) throws IOException {
        if (NativeFailure.is(error)) {
            throw new FileSystemException(path.toString(), null, NativeFailure.message(error));
        }
    }
}
