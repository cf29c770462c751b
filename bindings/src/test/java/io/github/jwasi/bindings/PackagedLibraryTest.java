package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The copy of the library in the cache folder. */
class PackagedLibraryTest {
    private static final String LOADED = "loaded " + Wasmtime.WASMTIME_VERSION().getString(0);
    private static final String LIBRARY = Platform.current().libraryName();

    @TempDir
    Path folder;

    private Path cache;
    private Path temporary;

    @BeforeEach
    void nameFolders() throws IOException {
        cache = folder.resolve("cache");
        temporary = Files.createDirectory(folder.resolve("tmp"));
    }

    @Test
    void isMadeOnceUnderItsHash() throws Exception {
        assertLoads(jvm());
        var copy = onlyCopy();
        assertThat(copy.getParent().getFileName().toString()).matches("[0-9a-f]{64}");
        assertThat(names(copy.getParent())).containsExactlyInAnyOrder(LIBRARY, LIBRARY + ".crc32");
        var made = Files.readAttributes(copy, "unix:ino,lastModifiedTime");

        assertLoads(jvm());
        assertThat(Files.readAttributes(copy, "unix:ino,lastModifiedTime")).isEqualTo(made);
    }

    @Test
    void isInFoldersOfTheUserAlone() throws Exception {
        assertLoads(jvm());
        for (var made = onlyCopy().getParent(); !made.equals(folder); made = made.getParent()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                    .as(made.toString())
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void isReplacedWhenItIsDamaged() throws Exception {
        assertLoads(jvm());
        var copy = onlyCopy();
        var bytes = Files.readAllBytes(copy);

        for (var damage : List.of(flipped(bytes), new byte[0], Arrays.copyOf(bytes, bytes.length / 2))) {
            Files.write(copy, damage);
            assertLoads(jvm());
            assertThat(copy).hasBinaryContent(bytes);
        }
    }

    @Test
    void isReplacedWhenItsChecksumIsDamagedOrMissing() throws Exception {
        assertLoads(jvm());
        var checksum = onlyCopy().resolveSibling(LIBRARY + ".crc32");
        var whole = Files.readAllBytes(checksum);

        Files.write(checksum, new byte[] {(byte) 0xff, 0, (byte) 0xfe});
        assertLoads(jvm());
        assertThat(checksum).hasBinaryContent(whole);
        Files.delete(checksum);
        assertLoads(jvm());
        assertThat(checksum).hasBinaryContent(whole);
    }

    @Test
    void isMadeByManyProcessesAtOnce() throws Exception {
        var processes = new ArrayList<Process>();
        for (int i = 0; i < 10; i++) {
            processes.add(jvm().start(LoadLibrary.class));
        }
        for (var process : processes) {
            var result = ChildJvm.finish(process);
            assertThat(result.output().lines()).containsExactly(LOADED, LOADED);
        }
        assertThat(names(onlyCopy().getParent())).containsExactlyInAnyOrder(LIBRARY, LIBRARY + ".crc32");
    }

    @Test
    void isMadeOnAnInterruptedThread() throws Exception {
        var result = jvm().run(LoadLibraryInterrupted.class);
        assertThat(result.output().lines()).containsExactly(LOADED, "still interrupted");
    }

    @Test
    void isInATemporaryFolderWhereTheCacheFolderIsReadOnly() throws Exception {
        Files.createDirectory(cache);
        assertLoadsWithAWarning(mounted("ro"));
        assertThat(names(temporary)).isEmpty();
    }

    @Test
    void isInATemporaryFolderWhereTheCacheFolderIsAFile() throws Exception {
        Files.createFile(cache);
        assertLoadsWithAWarning(jvm());
        assertThat(names(temporary)).isEmpty();
    }

    @Test
    void isInATemporaryFolderWhereOthersCanWriteToTheCacheFolder() throws Exception {
        Files.createDirectory(cache);
        Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxrwxrwx"));
        assertLoadsWithAWarning(jvm());
        assertThat(names(cache)).isEmpty();
        assertThat(names(temporary)).isEmpty();
    }

    @Test
    void bothFoldersAreNamedWhereNeitherCanBeUsed() throws Exception {
        Files.createFile(cache);
        var missing = folder.resolve("missing");
        assertRefuses(
                jvm().property("java.io.tmpdir", missing),
                "the cache folder " + cache,
                "the temporary folder " + missing,
                "no native library of jwasi for " + Platform.current().description());
    }

    @Test
    void noexecIsNamed() throws Exception {
        Files.createDirectory(cache);
        assertRefuses(mounted("noexec"), "mounted noexec", cache.toString(), "-Djwasi.cache.dir");
    }

    @Test
    void aUserWithoutNameAndHomeIsServed() throws Exception {
        Requirement.command("unshare", "--user", "--map-user=12345", "--map-group=12345", "true");
        var jvm = ChildJvm.withClassPath()
                .classPath(ChildJvm.nativeJar())
                .property("java.io.tmpdir", temporary)
                .without("HOME")
                .without("XDG_CACHE_HOME")
                .under("unshare", "--user", "--map-user=12345", "--map-group=12345");
        assertLoads(jvm);
        assertThat(names(temporary)).containsExactly("jwasi-?");
    }

    @Test
    void aJarWithAnotherLibraryThanItsHashSaysIsRefused() throws Exception {
        var fake = folder.resolve("fake");
        var resources = Files.createDirectories(fake.resolve("META-INF")
                .resolve("jwasi")
                .resolve(Platform.current().classifier()));
        Files.writeString(resources.resolve(LIBRARY), "damaged");
        Files.writeString(resources.resolve(LIBRARY + ".sha256"), "0".repeat(64) + "\n");
        assertRefuses(jvm(fake), LIBRARY + " does not have the SHA-256", "the jar is damaged");
    }

    @Test
    void theJarToAddIsNamedWhereThereIsNone() throws Exception {
        var platform = Platform.current();
        assertRefuses(
                ChildJvm.withClassPath().property("jwasi.cache.dir", cache),
                "no native library of jwasi for " + platform.description(),
                "io.github.jwasi:jwasi-native with the classifier " + platform.classifier(),
                "-Djwasi.library.path",
                "no jar on the class path or module path has META-INF/jwasi/" + platform.classifier() + "/" + LIBRARY);
    }

    private ChildJvm jvm() {
        return jvm(ChildJvm.nativeJar());
    }

    private ChildJvm jvm(Path jar) {
        return ChildJvm.withClassPath()
                .classPath(jar)
                .property("jwasi.cache.dir", cache)
                .property("java.io.tmpdir", temporary);
    }

    /** A JVM for which a file system is mounted as the cache folder: nobody else sees it, and it is gone with the JVM. */
    private ChildJvm mounted(String options) throws InterruptedException {
        var mount = "mount -t tmpfs -o mode=700,size=64m," + options + " tmpfs '" + cache + "'";
        Requirement.command("unshare", "--map-root-user", "--mount", "sh", "-c", mount);
        return jvm().under("unshare", "--map-root-user", "--mount", "sh", "-c", mount + " && exec \"$@\"", "sh");
    }

    private static void assertLoads(ChildJvm jvm) throws IOException, InterruptedException {
        assertThat(jvm.run(LoadLibrary.class).output().lines()).containsExactly(LOADED, LOADED);
    }

    /** As no later process is spared the unpacking. */
    private void assertLoadsWithAWarning(ChildJvm jvm) throws IOException, InterruptedException {
        assertThat(jvm.run(LoadLibrary.class).output().lines())
                .hasSize(4)
                .endsWith(LOADED, LOADED)
                .element(1)
                .asString()
                .startsWith("WARNING: the native library of the jar jwasi-native-")
                .contains("was loaded, as nothing before it could be used: the cache folder " + cache);
    }

    @Test
    void toldAtTheLevelDebugWhenItIsMade() throws Exception {
        var settings = Files.writeString(folder.resolve("logging.properties"), """
                        handlers = java.util.logging.ConsoleHandler
                        java.util.logging.ConsoleHandler.level = FINE
                        io.github.jwasi.level = FINE
                        """);
        var output = jvm().property("java.util.logging.config.file", settings)
                .run(LoadLibrary.class)
                .output();
        assertThat(output).contains("FINE: the native library was unpacked to " + onlyCopy());
        assertLoads(jvm().property("java.util.logging.config.file", settings));
    }

    /** The second attempt fails as clearly as the first. */
    private static void assertRefuses(ChildJvm jvm, String... parts) throws IOException, InterruptedException {
        // The JVM itself warns of a missing temporary folder.
        var lines =
                jvm.run(LoadLibrary.class).output().lines().filter(line -> !line.startsWith("WARNING: java.io.tmpdir"));
        assertThat(lines)
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("refused io.github.jwasi.spi.NativeLibraryException: ")
                        .contains(parts));
    }

    private Path onlyCopy() throws IOException {
        var natives = cache.resolve("natives");
        assertThat(names(natives)).hasSize(1);
        return natives.resolve(names(natives).getFirst()).resolve(LIBRARY);
    }

    private static List<String> names(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static byte[] flipped(byte[] bytes) {
        var flipped = bytes.clone();
        flipped[bytes.length / 2] ^= 1;
        return flipped;
    }
}
