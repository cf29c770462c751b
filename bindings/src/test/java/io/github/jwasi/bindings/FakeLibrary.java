package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Files that are not the library. */
final class FakeLibrary {
    private static final int SHARED_OBJECT = 3;
    private static final int X86_64 = 62;
    private static final int AARCH64 = 183;

    private FakeLibrary() {}

    /** The header of a shared object for Linux on a CPU that is not this one's. */
    static Path ofAnotherCpu(Path folder) throws IOException {
        boolean x86 = Platform.current().cpu().equals("x86_64");
        var header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        header.put("\u007fELF\2\1\1".getBytes(StandardCharsets.ISO_8859_1));
        header.position(16).putShort((short) SHARED_OBJECT).putShort((short) (x86 ? AARCH64 : X86_64));
        header.putInt(1).putLong(0).putLong(64).putLong(0).putInt(0);
        header.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 64);
        return Files.write(folder.resolve("another-cpu.so"), header.array());
    }

    /** A library that says that it is of these versions. */
    static Path ofVersion(Path folder, String jwasi, String wasmtime) throws IOException, InterruptedException {
        return compiled(
                folder,
                "const char *jwasi_version(void) { return \"" + jwasi + "\"; }\n"
                        + "const char *jwasi_wasmtime_version(void) { return \"" + wasmtime + "\"; }\n");
    }

    /** A library of something else. */
    static Path ofAnotherProject(Path folder) throws IOException, InterruptedException {
        return compiled(folder, "int another(void) { return 1; }\n");
    }

    /** A library that needs what no other has. */
    static Path withAMissingSymbol(Path folder) throws IOException, InterruptedException {
        Requirement.that(Platform.current().os().equals("linux"), "the linker's option is that of Linux");
        return compiled(
                folder,
                "int jwasi_test_missing(void);\nint call(void) { return jwasi_test_missing(); }\n",
                "-Wl,-z,now");
    }

    private static Path compiled(Path folder, String source, String... options)
            throws IOException, InterruptedException {
        Requirement.command("cc", "--version");
        var file = Files.writeString(folder.resolve("fake.c"), source);
        var library = folder.resolve("fake.so");
        var command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o", library.toString(), file.toString()));
        command.addAll(Arrays.asList(options));
        var result = ChildJvm.finish(
                new ProcessBuilder(command).redirectErrorStream(true).start());
        assertThat(result.status()).as(result.output()).isZero();
        return library;
    }
}
