package io.github.jwasi.bindings;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The first bytes of a library's file, by which one for another machine is recognised.
 *
 * <p>The operating system would refuse it too, with a vague reason, and HotSpot would warn of its stack on stdout.
 */
final class LibraryHeader {
    private static final int BYTES = 20;

    private static final int ELF = 0x464c457f;
    private static final int ELF_MACHINE_OFFSET = 18;
    private static final Map<String, Integer> ELF_MACHINES = Map.of("x86_64", 62, "aarch_64", 183);

    private static final int MACH_O = 0xfeedfacf;
    private static final int MACH_O_UNIVERSAL = 0xbebafeca;

    private static final short PE = 0x5a4d;

    private LibraryHeader() {}

    /** Why the file is none for this platform, or null if nothing speaks against it. */
    static @Nullable String problem(Path file, Platform platform) {
        var header = ByteBuffer.allocate(BYTES).order(ByteOrder.LITTLE_ENDIAN);
        try (var stream = Files.newInputStream(file)) {
            header.put(stream.readNBytes(BYTES));
        } catch (IOException e) {
            return e.toString();
        }
        var format = format(header);
        var wanted = format(platform);
        if (format == null) {
            return "it is no library";
        }
        if (!format.equals(wanted)) {
            return "it is a library in the format " + format + ", and " + platform.os() + " has " + wanted;
        }
        return format.equals("ELF") ? cpuProblem(header.getShort(ELF_MACHINE_OFFSET), platform.cpu()) : null;
    }

    private static @Nullable String format(ByteBuffer header) {
        return switch (header.getInt(0)) {
            case ELF -> "ELF";
            case MACH_O, MACH_O_UNIVERSAL -> "Mach-O";
            default -> header.getShort(0) == PE ? "PE" : null;
        };
    }

    private static String format(Platform platform) {
        return switch (platform.os()) {
            case "windows" -> "PE";
            case "osx" -> "Mach-O";
            default -> "ELF";
        };
    }

    private static @Nullable String cpuProblem(int machine, String cpu) {
        var wanted = ELF_MACHINES.get(cpu);
        if (wanted == null || wanted == machine) {
            return null;
        }
        var known = ELF_MACHINES.entrySet().stream().filter(entry -> entry.getValue() == machine);
        var name = known.findAny().map(Map.Entry::getKey).orElse("another CPU (ELF machine " + machine + ")");
        return "it is a library for " + name + ", and this is " + cpu;
    }
}
