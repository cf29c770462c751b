package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Guest;
import io.github.jwasi.benchmarks.peers.Program;
import io.github.jwasi.benchmarks.peers.Setup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes and texts into and out of the guest's memory. */
final class MemoryCopy {
    /** Of every length that UTF-8 has. */
    private static final String TEXT = "Straße, žluť, 日本語, 🙂 and plain letters. ";

    private MemoryCopy() {}

    static Operation prepare(Program program, Task task) throws IOException {
        var guest = program.instantiate(Setup.of("guest"));
        int size = (int) task.number("size");
        var bytes = new byte[size];
        for (int i = 0; i < size; i++) {
            bytes[i] = (byte) (i * 31);
        }
        var text = TEXT.repeat(Math.max(1, size / TEXT.getBytes(StandardCharsets.UTF_8).length));
        check(guest, bytes, text);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        return switch (task.get("operation")) {
            case "write" -> () -> write(guest, bytes);
            case "read" -> () -> guest.read(0, size)[size - 1];
            case "write-string" -> () -> writeString(guest, text);
            case "read-string" -> () -> guest.readString(0, length).length();
            default -> throw new IllegalArgumentException("there is no operation " + task.get("operation"));
        };
    }

    private static void check(Guest guest, byte[] bytes, String text) {
        guest.write(0, bytes);
        if (!Arrays.equals(bytes, guest.read(0, bytes.length))) {
            throw new WrongResultException("the guest's memory", "what was written", "something else");
        }
        guest.writeString(0, text);
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        WrongResultException.check("a text in the guest's memory", text, guest.readString(0, length));
    }

    private static long write(Guest guest, byte[] bytes) {
        guest.write(0, bytes);
        return bytes.length;
    }

    private static long writeString(Guest guest, String text) {
        guest.writeString(0, text);
        return text.length();
    }
}
