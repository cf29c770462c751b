package io.github.jwasi;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Modules that are not compiled a second time. */
@Timeout(60)
class ModuleCacheTest {
    private static final byte[] ANSWER = wat(42);

    @TempDir
    private Path folder;

    /** A module whose {@code answer} is a number. */
    private static byte[] wat(int answer) {
        return Guests.NOTHING.replace("i32.const 42", "i32.const " + answer).getBytes(UTF_8);
    }

    private static void assertAnswers(Module module) {
        assertAnswers(module, 42);
    }

    private static void assertAnswers(Module module, int answer) {
        try (module;
                var instance = WebAssembly.instantiate(module)) {
            assertThat(instance.function("answer").call()).isEqualTo(answer);
        }
    }

    private Path cache() {
        return folder.resolve("cache");
    }

    private Engine engine() {
        return Engine.create(EngineOptions.DEFAULT.withCache(cache()));
    }

    private Engine engine(long maxSize) {
        return Engine.create(EngineOptions.DEFAULT.withCache(cache()).withMaxCacheSize(maxSize));
    }

    private List<Path> files(String ending) throws IOException {
        if (!Files.exists(cache())) {
            return List.of();
        }
        try (var files = Files.list(cache())) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }

    private Path onlyFile(String ending) throws IOException {
        var all = files(ending);
        assertThat(all).hasSize(1);
        return all.getFirst();
    }

    private static void assertSame(Path file, Object key) throws IOException {
        assertThat(key(file)).isEqualTo(key);
    }

    /** What is another for a file that was written anew. */
    private static Object key(Path file) throws IOException {
        var attributes = Files.readAttributes(file, java.nio.file.attribute.BasicFileAttributes.class);
        return attributes.fileKey() == null ? attributes.creationTime() : attributes.fileKey();
    }

    @Test
    void aModuleIsTakenOutOfItAndASpoiltFileIsReplaced() throws Exception {
        try (var engine = engine()) {
            assertAnswers(engine.compile(ANSWER));
            var file = onlyFile("");
            var key = key(file);
            assertAnswers(engine.compile(ANSWER));
            assertSame(onlyFile(""), key);
            var code = Files.readAllBytes(file);
            for (var spoilt : List.of(
                    new byte[0],
                    new byte[] {1, 2, 3},
                    ANSWER,
                    Arrays.copyOf(code, code.length / 2),
                    Arrays.copyOf(code, code.length - 1),
                    new byte[code.length])) {
                replace(file, spoilt);
                assertAnswers(engine.compile(ANSWER));
                assertThat(onlyFile("")).hasSize(code.length);
            }
        }
    }

    @Test
    void aSpoiltFileIsWorthAWarning() throws Exception {
        var result = new ChildJvm(SpoiltCache.class, folder).run(cache().toString());
        assertThat(result.stderr())
                .contains("WARNING: compiling anew: " + onlyFile(".cwasm"))
                .contains("its checksum is wrong");
        assertThat(result.status()).isZero();
    }

    /** A file that is mapped must not be written to. */
    private static void replace(Path file, byte[] content) throws IOException {
        Files.delete(file);
        Files.write(file, content);
    }

    /** The checksum covers every byte, machine code too. */
    @Test
    void everySpoiltByteIsNoticed() throws Exception {
        try (var engine = engine()) {
            engine.compile(ANSWER).close();
            var file = onlyFile("");
            var code = Files.readAllBytes(file);
            for (int position = 0; position < code.length; position += 131) {
                var spoilt = code.clone();
                spoilt[position] ^= 0x40;
                replace(file, spoilt);
                assertAnswers(engine.compile(ANSWER));
                assertThat(Files.readAllBytes(file)).isEqualTo(code);
            }
        }
    }

    @Test
    void manyThreadsMayFillIt() throws Exception {
        try (var engine = engine();
                var threads = Executors.newFixedThreadPool(8)) {
            var results = new ArrayList<Future<?>>();
            for (int i = 0; i < 100; i++) {
                results.add(threads.submit(() -> assertAnswers(engine.compile(ANSWER))));
            }
            for (var result : results) {
                result.get();
            }
        }
        assertThat(onlyFile("")).isNotEmptyFile();
    }

    /** Each engine stands for a process: they know of each other by the folder alone. */
    @Test
    void severalProcessesMayFillAndCleanIt() throws Exception {
        long size = size(ANSWER);
        try (var threads = Executors.newFixedThreadPool(4)) {
            var results = new ArrayList<Future<?>>();
            for (int process = 0; process < 4; process++) {
                results.add(threads.submit(() -> {
                    try (var engine = engine(3 * size)) {
                        for (int i = 0; i < 100; i++) {
                            assertAnswers(engine.compile(wat(i % 7)), i % 7);
                        }
                    }
                    return null;
                }));
            }
            for (var result : results) {
                result.get();
            }
        }
        assertThat(files(".cwasm")).hasSizeBetween(1, 6);
        assertThat(files(".tmp")).isEmpty();
    }

    /** How much a module takes in the cache. */
    private long size(byte[] wat) throws Exception {
        try (var engine = engine()) {
            engine.compile(wat).close();
        }
        var file = onlyFile(".cwasm");
        long size = (Files.size(file) + 4095) / 4096 * 4096;
        Files.delete(file);
        return size;
    }

    @Test
    void whatWasUsedLeastRecentlyIsRemoved() throws Exception {
        long size = size(ANSWER);
        try (var engine = engine(3 * size)) {
            for (int i = 0; i < 3; i++) {
                engine.compile(wat(i)).close();
                age();
            }
            var before = files(".cwasm");
            engine.compile(wat(0)).close();
            age();
            engine.compile(wat(3)).close();
            assertThat(files(".cwasm")).hasSize(3);
            var removed = new ArrayList<>(before);
            removed.removeAll(files(".cwasm"));
            assertThat(removed).hasSize(1);
            engine.compile(wat(0)).close();
            engine.compile(wat(2)).close();
            engine.compile(wat(3)).close();
            assertThat(removed.getFirst()).doesNotExist();
            age();
            engine.compile(wat(1)).close();
            assertThat(removed.getFirst()).exists();
            assertThat(files(".cwasm")).hasSize(3);
        }
    }

    /** Makes all files a minute older, as the times of the file system may be too coarse for a test. */
    private void age() throws IOException {
        for (var file : files("")) {
            var time = Files.getLastModifiedTime(file).toInstant().minusSeconds(60);
            Files.setLastModifiedTime(file, FileTime.from(time));
        }
    }

    @Test
    void whatIsLargerThanItsBoundIsNotKept() throws Exception {
        for (long bound : new long[] {0, 5000}) {
            try (var engine = engine(bound)) {
                assertAnswers(engine.compile(ANSWER));
                assertAnswers(engine.compile(ANSWER));
                assertThat(files("")).isEmpty();
            }
        }
    }

    @Test
    void onlyItsOwnFilesAreRemoved() throws Exception {
        long size = size(ANSWER);
        var other = Files.write(cache().resolve("notes.txt"), new byte[100_000]);
        var abandoned = Files.write(cache().resolve("module1.tmp"), new byte[1]);
        Files.setLastModifiedTime(abandoned, FileTime.from(Instant.now().minusSeconds(7200)));
        var unfinished = Files.write(cache().resolve("module2.tmp"), new byte[1]);
        try (var engine = engine(size)) {
            engine.compile(wat(1)).close();
            engine.compile(wat(2)).close();
        }
        assertThat(files(".cwasm")).hasSize(1);
        assertThat(other).exists();
        assertThat(abandoned).doesNotExist();
        assertThat(unfinished).exists();
    }

    @Test
    void aModuleThatIsRemovedStaysUsable() throws Exception {
        try (var engine = engine();
                var compiled = engine.compile(ANSWER);
                var loaded = engine.compile(ANSWER)) {
            if (!System.getProperty("os.name").startsWith("Windows")) {
                Files.delete(onlyFile(".cwasm"));
            }
            for (var module : List.of(compiled, loaded)) {
                try (var instance = WebAssembly.instantiate(module)) {
                    assertThat(instance.function("answer").call()).isEqualTo(42);
                }
            }
        }
    }

    @Test
    void anEngineWithOtherOptionsHasOtherFiles() throws Exception {
        var options = EngineOptions.DEFAULT.withCache(cache());
        var different = List.of(
                options,
                options.withFuel(true),
                options.withInterruptible(true),
                options.withOptimization(EngineOptions.Optimization.NONE),
                options.withOptimization(EngineOptions.Optimization.SPEED_AND_SIZE),
                options.withProposal(Proposal.GC, false),
                options.withMemoryReservation(1 << 20),
                options.withMemoryGuardSize(0),
                options.withNativeUnwindInfo(true),
                options.withCopyOnWrite(false));
        for (var each : different) {
            try (var engine = Engine.create(each)) {
                engine.compile(ANSWER).close();
                engine.compile(ANSWER).close();
            }
        }
        assertThat(files("")).hasSize(different.size());
        // Where the code is the same, it is found.
        for (var each : List.of(options.withMaxCacheSize(1 << 20), options.withParallelCompilation(false))) {
            try (var engine = Engine.create(each)) {
                assertAnswers(engine.compile(ANSWER));
            }
        }
        assertThat(files("")).hasSize(different.size());
    }

    @Test
    void modulesAreCompiledWhereItCannotBeUsed() throws Exception {
        var file = Files.writeString(folder.resolve("file"), "no folder");
        try (var engine = Engine.create(EngineOptions.DEFAULT.withCache(file.resolve("cache")))) {
            assertAnswers(engine.compile(ANSWER));
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no times of changes")
    void aLargeFileIsFoundByItsIdentity() throws Exception {
        var source = large("source.wat", 1);
        var other = large("other.wat", 2);
        try (var engine = engine()) {
            var reference = reference(engine, source, 1);
            assertAnswers(engine.compile(source), 1);

            // The reference and not the file decides, as the file is not read.
            var otherReference = reference(engine, other, 2);
            Files.copy(otherReference, reference, StandardCopyOption.REPLACE_EXISTING);
            assertAnswers(engine.compile(source), 2);

            Files.write(reference, new byte[31]);
            assertAnswers(engine.compile(source), 1);

            for (var code : files(".cwasm")) {
                Files.delete(code);
            }
            assertAnswers(engine.compile(source), 1);
        }
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no times of changes")
    void aLargeFileThatChangedIsCompiled() throws Exception {
        var source = large("source.wat", 1);
        try (var engine = engine()) {
            var reference = reference(engine, source, 1);
            var modified = Files.getLastModifiedTime(source);
            assertThat(large("source.wat", 2)).isEqualTo(source);
            Files.setLastModifiedTime(source, modified);
            assertAnswers(engine.compile(source), 2);
            assertThat(reference).exists();

            Files.delete(source);
            assertThatThrownBy(() -> engine.compile(source)).isInstanceOf(IOException.class);
        }
    }

    private Path large(String name, int answer) throws IOException {
        return large(name, answer, "");
    }

    /** Compiles a file until it is old enough for a reference to it. */
    private Path reference(Engine engine, Path source, int answer) throws Exception {
        var before = files(".ref");
        while (files(".ref").size() == before.size()) {
            assertAnswers(engine.compile(source), answer);
            Thread.sleep(100);
        }
        var after = new ArrayList<>(files(".ref"));
        after.removeAll(before);
        return after.getFirst();
    }

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "has no times of changes")
    void customSectionsAreReadFromTheFileLater() throws Exception {
        var source = large("source.wat", 1, "(@custom \"note\" \"kept\")");
        try (var engine = engine()) {
            reference(engine, source, 1);
            try (var module = engine.compile(source);
                    var other = engine.compile(source)) {
                assertThat(module.customSections("note")).containsExactly("kept".getBytes(UTF_8));
                assertThat(module.customSections("none")).isEmpty();
                large("source.wat", 2, "");
                assertThat(module.customSections("note")).hasSize(1);
                assertThatThrownBy(() -> other.customSections("note"))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageContaining("has changed");
            }
        }
    }

    private Path large(String name, int answer, String field) throws IOException {
        var text = new String(wat(answer), UTF_8).replaceFirst("[(]module", "(module " + field);
        return Files.writeString(folder.resolve(name), text + ";; " + " ".repeat(1 << 20));
    }
}
