package io.github.jwasi.bindings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The header of a library's file, by which one for another machine is recognised. */
final class LibraryFile {
    private static final int ELF = 0x464c457f;
    private static final int MACH_O = 0xfeedfacf;
    private static final short DOS = 0x5a4d;

    private static final int ELF_X86_64 = 62;
    private static final int ELF_AARCH64 = 183;

    private LibraryFile() {}

    /** What is wrong with the file on this platform, or null where the header is as it should be. */
    static @Nullable String problem(Path file, Platform platform) {
        var header = ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN);
        try (var channel = FileChannel.open(file)) {
            while (header.hasRemaining() && channel.read(header) > 0) {
                // The header may come in pieces.
            }
        } catch (IOException e) {
            return e.toString();
        }
        var os = os(header);
        if (os == null) {
            return "it is no library";
        }
        if (!os.equals(platform.os())) {
            return "it is a library for " + os + ", and this is " + platform.os();
        }
        var cpu = os.equals("linux") ? elfCpu(header.getShort(18)) : platform.cpu();
        return cpu.equals(platform.cpu()) ? null : "it is a library for " + cpu + ", and this is " + platform.cpu();
    }

    private static @Nullable String os(ByteBuffer header) {
        return switch (header.getInt(0)) {
            case ELF -> "linux";
            case MACH_O -> "osx";
            default -> header.getShort(0) == DOS ? "windows" : null;
        };
    }

    private static String elfCpu(int machine) {
        return switch (machine) {
            case ELF_X86_64 -> "x86_64";
            case ELF_AARCH64 -> "aarch_64";
            default -> "another CPU (ELF machine " + machine + ")";
        };
    }
}
