package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Directories that take more than one {@code fd_readdir}. */
@Timeout(120)
class WasiDirectoryTest {
    private static final int PREOPEN = 3;
    private static final int BUFFER = 1024;
    private static final int USED = 512;
    private static final int BADF = 8;
    private static final int OVERFLOW = 61;

    @TempDir
    private Path folder;

    private WASI wasi;
    private Instance instance;

    @BeforeEach
    void open() {
        wasi = WASI.builder().version("preview1").preopen("/", folder).build();
        instance = Guests.instantiate("(module (memory (export \"memory\") 2))");
        wasi.finalizeBindings(instance);
    }

    @AfterEach
    void close() {
        instance.close();
        wasi.close();
    }

    private int call(String function, Object... arguments) {
        return ((WasiFunction) Objects.requireNonNull(wasi.wasiImport().get(function))).call(arguments);
    }

    /** One read: the names, of which the last may be cut off and is then left out, and the cookie for the next. */
    private record Read(List<String> names, long next, boolean last) {}

    private Read read(long cookie, int length) {
        assertThat(call("fd_readdir", PREOPEN, BUFFER, length, cookie, USED)).isZero();
        var memory = instance.memory("memory");
        int used = memory.readInt(USED);
        var names = new ArrayList<String>();
        long next = cookie;
        for (int at = 0; at + 24 <= used; ) {
            int name = memory.readInt(BUFFER + at + 16);
            if (at + 24 + name > used) {
                break;
            }
            names.add(memory.readString(BUFFER + at + 24, name));
            next = memory.readLong(BUFFER + at);
            at += 24 + name;
        }
        return new Read(names, next, used < length);
    }

    private List<String> readAll(int length) {
        var names = new ArrayList<String>();
        long cookie = 0;
        while (true) {
            var read = read(cookie, length);
            names.addAll(read.names);
            cookie = read.next;
            if (read.last) {
                return names;
            }
        }
    }

    private void make(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            Files.writeString(folder.resolve("file-" + i), "", StandardCharsets.UTF_8);
        }
    }

    private static List<String> expected(int count) {
        var names = new ArrayList<>(List.of(".", ".."));
        IntStream.range(0, count).forEach(i -> names.add("file-" + i));
        return names;
    }

    @Test
    void allEntriesComeOnceWhateverTheBuffer() throws IOException {
        make(700);
        for (int length : new int[] {64, 100, 1000, 4096, 65_536}) {
            assertThat(readAll(length)).containsExactlyInAnyOrderElementsOf(expected(700));
        }
    }

    @Test
    void moreThanTheFirstRoomHolds() throws IOException {
        make(9000);
        assertThat(readAll(4096)).containsExactlyInAnyOrderElementsOf(expected(9000));
    }

    @Test
    void anyCookieCanBeAskedForAgain() throws IOException {
        make(50);
        var first = read(0, 400);
        var second = read(first.next, 400);
        assertThat(read(first.next, 400)).isEqualTo(second);
        assertThat(read(first.next - 1, 400).names).startsWith(first.names.getLast());
        assertThat(read(1000, 400)).isEqualTo(new Read(List.of(), 1000, true));
    }

    @Test
    void theBeginningShowsWhatIsNew() throws IOException {
        make(50);
        read(read(0, 400).next, 400);
        Files.writeString(folder.resolve("new"), "", StandardCharsets.UTF_8);
        assertThat(readAll(400)).contains("new");
        Files.delete(folder.resolve("new"));
        assertThat(readAll(400)).doesNotContain("new");
    }

    @Test
    void badArgumentsAreToldInTheMiddleToo() throws IOException {
        make(50);
        long next = read(0, 400).next;
        assertThat(call("fd_readdir", PREOPEN, -8, 400, next, USED)).isEqualTo(OVERFLOW);
        assertThat(call("fd_readdir", PREOPEN, BUFFER, 400, next, -4)).isEqualTo(OVERFLOW);
        assertThat(call("fd_readdir", 99, BUFFER, 400, next, USED)).isEqualTo(BADF);
        assertThat(read(-1L, 400).names).isEmpty();
        assertThat(call("fd_close", PREOPEN)).isZero();
        assertThat(call("fd_readdir", PREOPEN, BUFFER, 400, next, USED)).isEqualTo(BADF);
    }
}
