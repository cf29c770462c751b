package io.github.jwasi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.Output;
import io.github.jwasi.WASI;
import io.github.jwasi.WebAssembly;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The guest {@code escape} tries to get out of its preopened directory. */
@Timeout(120)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the links are made as Unix makes them")
class SandboxTest {
    @TempDir
    private Path host;

    private Path sandbox;

    @BeforeEach
    void makeHost() throws IOException {
        sandbox = Files.createDirectory(host.resolve("sandbox"));
        var outside = Files.createDirectory(host.resolve("outside_dir"));
        Files.createDirectory(outside.resolve("sub"));
        Files.writeString(host.resolve("outside.txt"), "SECRET");
        Files.writeString(outside.resolve("secret.txt"), "SECRET");
        Files.writeString(sandbox.resolve("inside.txt"), "inside");
        Files.createDirectory(sandbox.resolve("sub"));
        var links = Map.of(
                "link_file", "../outside.txt",
                "link_absolute", host.resolve("outside.txt").toString(),
                "link_dir", "../outside_dir",
                "link_chain", "link_file",
                "link_dangling", "../created.txt",
                "link_dir_absolute", outside.toString(),
                "link_up", "..",
                "sub/link_up2", "../..",
                "link_proc", "/proc");
        for (var link : links.entrySet()) {
            Files.createSymbolicLink(sandbox.resolve(link.getKey()), Path.of(link.getValue()));
        }
    }

    @Test
    void everyTrickIsRefusedAndNothingOutsideChanges() throws IOException {
        var before = outside();
        var output = run(WASI.Access.READ_WRITE, "escape");
        assertThat(output.lines()).hasSizeGreaterThan(500).allMatch(line -> line.contains(": refused "));
        assertThat(outside()).isEqualTo(before);
    }

    @Test
    void everyTrickIsRefusedInAReadOnlyDirectoryWhichStaysAsItIs() throws IOException {
        var before = snapshot(host);
        var output = run(WASI.Access.READ_ONLY, "escape");
        assertThat(output.lines()).hasSizeGreaterThan(500).allMatch(line -> line.contains(": refused "));
        assertThat(snapshot(host)).isEqualTo(before);
    }

    @Test
    void aDirectoryThatIsSwappedForALinkMeanwhileLeadsNowhere() throws Exception {
        var real = Files.createDirectory(sandbox.resolve("race_real"));
        Files.writeString(real.resolve("secret.txt"), "inside");
        var done = new AtomicBoolean();
        var swapper = Thread.ofPlatform().start(() -> swapUntil(done));
        try {
            assertThat(run(WASI.Access.READ_WRITE, "escape", "race", "20000")).isEqualTo("race: refused\n");
        } finally {
            done.set(true);
            swapper.join();
        }
    }

    /** Lets {@code race} be by turns a link to a directory inside and one to a directory outside. */
    private void swapUntil(AtomicBoolean done) {
        var targets = List.of(Path.of("race_real"), Path.of("../outside_dir"));
        try {
            for (int i = 0; !done.get(); i++) {
                var link = Files.createSymbolicLink(sandbox.resolve("race_new"), targets.get(i % 2));
                Files.move(link, sandbox.resolve("race"), StandardCopyOption.ATOMIC_MOVE);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String run(WASI.Access access, String... args) throws IOException {
        var output = Output.capture();
        try (var wasi = WASI.builder()
                        .version(WASI.Version.PREVIEW1)
                        .args(args)
                        .preopen("/", sandbox, access)
                        .stdout(output)
                        .build();
                var module = WebAssembly.compile(Path.of("guests/escape/escape.wasm"));
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            assertThat(wasi.start(instance)).isZero();
        }
        return output.text();
    }

    private Map<String, String> outside() throws IOException {
        var files = snapshot(host);
        files.keySet().removeIf(name -> name.startsWith("sandbox"));
        return files;
    }

    /** Every file with its time, its count of links and its content. */
    private static Map<String, String> snapshot(Path root) throws IOException {
        var files = new TreeMap<String, String>();
        try (var paths = Files.walk(root)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                if (!Files.isSymbolicLink(path) && !path.equals(root)) {
                    var content = Files.isDirectory(path) ? "" : Files.readString(path);
                    files.put(
                            root.relativize(path).toString(),
                            (Files.isDirectory(path) ? "" : Files.getLastModifiedTime(path)) + " "
                                    + Files.getAttribute(path, "unix:nlink") + " " + content);
                }
            }
        } catch (FileSystemException e) {
            throw new AssertionError("a file vanished", e);
        }
        return files;
    }
}
