package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every example prints what it is said to print. */
@Timeout(60)
class ExamplesTest {
    @Test
    void helloWorld() throws Exception {
        assertThat(Processes.java(HelloWorld.class)).isEqualTo(new Processes.Result(0, "hello world\n", ""));
    }

    @Test
    void filesAndExitCode() throws Exception {
        assertThat(Processes.java(FilesAndExitCode.class)).isEqualTo(new Processes.Result(0, """
                        arg c-files
                        arg /sandbox
                        arg 7
                        env LANG=C.UTF-8
                        exit code 7
                        output.txt: NOTES
                        """, ""));
    }

    @Test
    void reactor() throws Exception {
        assertThat(Processes.java(Reactor.class))
                .isEqualTo(new Processes.Result(0, "add(2, 3) = 5\nhello, Jane\n", ""));
    }

    @Test
    void liveStreams() throws Exception {
        assertThat(Processes.java(LiveStreams.class)).isEqualTo(new Processes.Result(0, "one\ntwo\nthree\n", ""));
    }

    @Test
    void hostFunctions() throws Exception {
        assertThat(Processes.java(HostFunctions.class))
                .isEqualTo(new Processes.Result(0, "the guest asked for a number\n4\n", ""));
    }

    @Test
    void limits() throws Exception {
        assertThat(Processes.java(Limits.class)).isEqualTo(new Processes.Result(0, """
                        grow: -1
                        maxMemory is 1048576: 65536 are in use, and 65536000 more were wanted
                        loop: OUT_OF_FUEL
                        loop: DEADLINE
                        """, ""));
    }

    @Test
    void threads() throws Exception {
        assertThat(Processes.java(Threads.class)).isEqualTo(new Processes.Result(0, "9592 primes\n", ""));
    }

    @Test
    void serveRequests() throws Exception {
        assertThat(Processes.java(ServeRequests.class)).isEqualTo(new Processes.Result(0, """
                        REQUEST 0
                        REQUEST 42
                        REQUEST 99
                        the guest trapped: 500
                        received 990 bytes
                        """, ""));
    }

    @Test
    void watchGuests() throws Exception {
        var result = Processes.java(WatchGuests.class);
        assertThat(result.stderr()).isEmpty();
        // The events are printed by another thread, in their own order.
        assertThat(result.stdout().lines().filter(line -> !line.startsWith("The guest")))
                .map(line -> line.replaceAll("\\d+ bytes", "n bytes"))
                .containsExactly(
                        "NativeLibraryLoad",
                        "Compile of n bytes",
                        "Instantiate",
                        "WasiStart of three",
                        "WasiExit of three with 3",
                        "Compile of n bytes",
                        "Instantiate",
                        "LimitHit of maxMemory, 1048576",
                        "Trap UNREACHABLE");
        assertThat(result.stdout()).contains("The guest was stopped: UNREACHABLE\n");
    }
}
