package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** stdin, stdout and stderr of a guest. */
@Timeout(120)
class WasiStreamsTest {
    /** Writes "o" to stdout and "e" to stderr, three times by turns, then closes both and writes once more. */
    private static final String BOTH = """
            (module
              (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
              (import "wasi_snapshot_preview1" "fd_close" (func $close (param i32) (result i32)))
              (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
              (memory (export "memory") 1)
              (data (i32.const 0) "\\20\\00\\00\\00\\01\\00\\00\\00\\21\\00\\00\\00\\01\\00\\00\\00")
              (data (i32.const 32) "oe")
              (func $both
                (drop (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))
                (drop (call $write (i32.const 2) (i32.const 8) (i32.const 1) (i32.const 16))))
              (func (export "_start")
                (call $both) (call $both) (call $both)
                (drop (call $close (i32.const 0)))
                (drop (call $close (i32.const 1)))
                (drop (call $close (i32.const 2)))
                (call $exit (call $write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16)))))
            """;

    @TempDir
    private Path folder;

    private static String cat(Input input) {
        var output = Output.capture();
        assertThat(Guests.run(Guests.CAT, WASI.builder().stdin(input).stdout(output)))
                .isZero();
        return output.text();
    }

    @Test
    void stdinComesFromWhereItIsSaid() throws Exception {
        assertThat(cat(Input.empty())).isEmpty();
        assertThat(cat(Input.of("bytes".getBytes(StandardCharsets.UTF_8)))).isEqualTo("bytes");
        assertThat(cat(Input.of(Files.writeString(folder.resolve("in"), "a file"))))
                .isEqualTo("a file");
        assertThat(cat(Input.of(new ByteArrayInputStream("a stream".getBytes(StandardCharsets.UTF_8)))))
                .isEqualTo("a stream");
    }

    @Test
    void aStreamMayDeliverInPieces() {
        var pieces = new ByteArrayInputStream("one two three".getBytes(StandardCharsets.UTF_8)) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 2));
            }
        };
        assertThat(cat(Input.of(pieces))).isEqualTo("one two three");
    }

    /** Each piece arrives at the guest, and its answer at the host, before the next piece is given. */
    @Test
    void aStreamIsLive() throws Exception {
        var toGuest = new SynchronousQueue<String>();
        var fromGuest = new SynchronousQueue<String>();
        var input = new InputStream() {
            @Override
            public int read() {
                throw new AssertionError("bytes are read in pieces");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                var piece = taken(toGuest).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(piece, 0, target, offset, piece.length);
                return piece.length == 0 ? -1 : piece.length;
            }
        };
        var output = new OutputStream() {
            @Override
            public void write(int next) {
                throw new AssertionError("bytes are written in pieces");
            }

            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    fromGuest.put(new String(bytes, offset, length, StandardCharsets.UTF_8));
                } catch (InterruptedException e) {
                    throw new InterruptedIOException();
                }
            }
        };
        var guest = CompletableFuture.supplyAsync(() ->
                Guests.run(Guests.CAT, WASI.builder().stdin(Input.of(input)).stdout(output)));
        for (var piece : List.of("one", "two", "ä", "x".repeat(8000))) {
            toGuest.put(piece);
            assertThat(fromGuest.take()).isEqualTo(piece);
        }
        toGuest.put("");
        assertThat(guest.get()).isZero();
    }

    private static String taken(SynchronousQueue<String> queue) throws IOException {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    @Test
    void theHostsStreamsStayOpen() {
        var closed = new ArrayList<String>();
        var input = new ByteArrayInputStream(new byte[] {'x', 'y'}) {
            @Override
            public void close() {
                closed.add("input");
            }
        };
        var output = new ByteArrayOutputStream() {
            @Override
            public void close() {
                closed.add("output");
            }
        };
        for (int i = 0; i < 2; i++) {
            Guests.run(
                    BOTH, WASI.builder().stdin(Input.of(input)).stdout(output).stderr(output));
        }
        assertThat(closed).isEmpty();
        assertThat(input.read()).as("nothing is read ahead of the guest").isEqualTo('x');
        assertThat(output.toString(StandardCharsets.UTF_8)).isEqualTo("oeoeoeoeoeoe");
    }

    @Test
    void whatAFlushThrowsComesOut() {
        var thrown = new IOException("the disk is full");
        var sink = new ByteArrayOutputStream() {
            @Override
            public void flush() throws IOException {
                throw thrown;
            }
        };
        assertThatThrownBy(() -> Guests.run(Guests.NOTHING, WASI.builder().stdout(sink)))
                .isSameAs(thrown);
        assertThatThrownBy(() -> Guests.run(Guests.exiting(3), WASI.builder().stdout(sink)))
                .isSameAs(thrown);
        var trapping = Guests.NOTHING.replace("(export \"_start\")", "(export \"_start\") unreachable");
        assertThatThrownBy(() -> Guests.run(trapping, WASI.builder().stdout(sink)))
                .isInstanceOf(TrapException.class)
                .hasSuppressedException(thrown);
    }

    @Test
    void filesThatCannotBeOpenedAreNamed() {
        var missing = folder.resolve("missing");
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stdin(Input.of(missing))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasCauseInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(missing.toString());
        assertThatThrownBy(() -> WASI.builder()
                        .version("preview1")
                        .stderr(Output.to(missing.resolve("file")))
                        .build())
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void stdoutAndStderrAreTwo() throws Exception {
        var stdout = Output.capture();
        var stderr = Output.capture();
        Guests.run(BOTH, WASI.builder().stdin(Input.empty()).stdout(stdout).stderr(stderr));
        assertThat(stdout.text()).isEqualTo("ooo");
        assertThat(stderr.bytes()).containsExactly('e', 'e', 'e');
        var out = folder.resolve("out");
        var err = folder.resolve("err");
        Guests.run(
                BOTH, WASI.builder().stdin(Input.empty()).stdout(Output.to(out)).stderr(Output.to(err)));
        assertThat(out).hasContent("ooo");
        assertThat(err).hasContent("eee");
    }

    @Test
    void outputGoesWhereItIsSaid() throws Exception {
        var file = folder.resolve("out");
        Files.writeString(file, "a longer text that has to go");
        var hello = Input.of("hello".getBytes(StandardCharsets.UTF_8));
        Guests.run(Guests.CAT, WASI.builder().stdin(hello).stdout(Output.to(file)));
        assertThat(file).hasContent("hello");

        var flushed = new boolean[1];
        var stream = new ByteArrayOutputStream() {
            @Override
            public void flush() {
                flushed[0] = true;
            }
        };
        Guests.run(
                Guests.CAT,
                WASI.builder()
                        .stdin(Input.of("hi".getBytes(StandardCharsets.UTF_8)))
                        .stdout(stream));
        assertThat(stream.toString(StandardCharsets.UTF_8)).isEqualTo("hi");
        assertThat(flushed).containsExactly(true);

        assertThat(Guests.run(
                        Guests.CAT,
                        WASI.builder().stdin(Input.of(new byte[100])).stdout(Output.discard())))
                .isZero();
    }

    @Test
    void stdoutAndStderrKeepTheirOrderAndMayBeClosedByTheGuest() {
        var both = new ByteArrayOutputStream();
        int badf = 8;
        assertThat(Guests.run(
                        BOTH, WASI.builder().stdin(Input.empty()).stdout(both).stderr(both)))
                .isEqualTo(badf);
        assertThat(both.toString(StandardCharsets.UTF_8)).isEqualTo("oeoeoe");
    }

    @Test
    void aHundredMegabytesPassThrough() {
        long size = 100 << 20;
        var source = new InputStream() {
            private long position;

            @Override
            public int read() {
                return position < size ? (int) ((position++ * 31) >> 3) & 0xff : -1;
            }

            @Override
            public int read(byte[] target, int offset, int length) {
                int count = (int) Math.min(length, size - position);
                for (int i = 0; i < count; i++) {
                    target[offset + i] = (byte) read();
                }
                return count == 0 && length > 0 ? -1 : count;
            }
        };
        var sink = new OutputStream() {
            private long position;
            private boolean differs;

            @Override
            public void write(int next) {
                differs |= (byte) next != (byte) ((position++ * 31) >> 3);
            }

            @Override
            public void write(byte[] bytes, int offset, int length) {
                for (int i = 0; i < length; i++) {
                    write(bytes[offset + i]);
                }
            }
        };
        assertThat(Guests.run(Guests.CAT, WASI.builder().stdin(Input.of(source)).stdout(sink)))
                .isZero();
        assertThat(sink.position).isEqualTo(size);
        assertThat(sink.differs).isFalse();
    }

    @Test
    void aStreamMayNotUseTheGuestsStore() {
        var instance = new AtomicReference<Instance>();
        var sink = new OutputStream() {
            @Override
            public void write(int next) {
                instance.get().memory("memory").grow(1);
            }
        };
        try (var wasi = WASI.builder()
                        .version("preview1")
                        .stdin(Input.of(new byte[1]))
                        .stdout(sink)
                        .build();
                var module = WebAssembly.compileText(Guests.CAT)) {
            instance.set(WebAssembly.instantiate(module, wasi.getImportObject()));
            assertThatThrownBy(() -> wasi.start(instance.get()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("must not use the guest's store");
            assertThat(instance.get().memory("memory").size()).isEqualTo(2);
            instance.get().close();
        }
    }

    @Test
    void aCaptureMayServeSeveralGuestsAndBeAskedMeanwhile() throws Exception {
        var both = Output.capture();
        Guests.run(BOTH, WASI.builder().stdin(Input.empty()).stdout(both).stderr(both));
        assertThat(both.text()).isEqualTo("oeoeoe");
        Guests.run(BOTH, WASI.builder().stdin(Input.empty()).stdout(both));
        assertThat(both.text()).isEqualTo("oeoeoeooo");
        assertThat(both.bytes()).hasSize(9).isNotSameAs(both.bytes());
    }

    @Test
    void aCaptureKeepsNoMoreThanItMay() {
        var enough = Output.capture(3);
        Guests.run(BOTH, WASI.builder().stdin(Input.empty()).stdout(enough));
        assertThat(enough.text()).isEqualTo("ooo");
        assertThatThrownBy(() ->
                        Guests.run(BOTH, WASI.builder().stdin(Input.empty()).stdout(enough)))
                .isInstanceOf(TrapException.class)
                .hasMessageContaining("the guest's output is more than the 0 bytes to be kept");
        assertThat(enough.text()).isEqualTo("ooo");
        assertThatThrownBy(() -> Output.capture(-1)).hasMessageContaining("0 to 2147483639 bytes, wanted were -1");
        assertThatThrownBy(() -> Output.capture(Integer.MAX_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }
}
