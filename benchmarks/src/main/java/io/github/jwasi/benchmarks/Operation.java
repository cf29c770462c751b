package io.github.jwasi.benchmarks;

import java.util.List;

/** What the guest {@code bench} does, often enough to be measured from its inside. */
enum Operation {
    WRITE("write 4 KiB", "inherited", "write4k", "100000", "/sandbox"),
    READ("read 4 KiB", "inherited", "read4k", "100000", "/sandbox"),
    STAT("stat", "inherited", "stat", "100000", "/sandbox"),
    OPEN_CLOSE("open + close", "inherited", "openclose", "50000", "/sandbox"),
    PRINT("print 64 bytes, inherited", "inherited", "print", "163840"),
    PRINT_CAPTURED("print 64 bytes, captured", "captured", "print", "163840");

    private final String title;
    private final String stdout;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> guestArgs;

    Operation(String title, String stdout, String... guestArgs) {
        this.title = title;
        this.stdout = stdout;
        this.guestArgs = List.of(guestArgs);
    }

    String title() {
        return title;
    }

    /** Where the guest's output goes: {@code inherited} or {@code captured}. */
    String stdout() {
        return stdout;
    }

    List<String> guestArgs() {
        return guestArgs;
    }
}
