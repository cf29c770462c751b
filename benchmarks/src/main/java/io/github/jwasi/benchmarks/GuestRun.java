package io.github.jwasi.benchmarks;

import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** One run of the guest {@code bench}, as a process of its own: the half of jwasi in {@link NodeComparison}. */
final class GuestRun {
    private GuestRun() {}

    /**
     * Runs the guest.
     *
     * @param args the module, the directory, {@code inherited} or {@code captured}, and the guest's arguments
     * @throws IOException if the module cannot be read
     */
    public static void main(String[] args) throws IOException {
        var guestArgs = new ArrayList<>(List.of("bench"));
        guestArgs.addAll(List.of(args).subList(3, args.length));
        var captured = Output.capture();
        var options =
                WASI.builder().version(WASI.Version.PREVIEW1).args(guestArgs).preopen("/sandbox", Path.of(args[1]));
        if (args[2].equals("captured")) {
            options.stdout(captured);
        }
        try (var wasi = options.build();
                var module = WebAssembly.compile(Path.of(args[0]));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.exit(wasi.start(instance));
        }
    }
}
