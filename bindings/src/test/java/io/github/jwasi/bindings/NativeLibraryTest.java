package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.provided.FileProvider;
import java.io.IOException;
import java.lang.module.ModuleFinder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final String WASMTIME = Wasmtime.WASMTIME_VERSION().getString(0);
    private static final String JWASI = Wasmtime.JWASI_VERSION().getString(0);
    private static final String LOADED = "loaded " + WASMTIME;

    @TempDir
    Path folder;

    @Test
    void isFoundInAJarOnTheClassPathOfModules() throws Exception {
        var jvm = ChildJvm.withModulePath().classPath(ChildJvm.nativeJar()).property("jwasi.cache.dir", folder);
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void isFoundOnTheModulePathAlone() throws Exception {
        var jvm = ChildJvm.withModulePath().modulePath(ChildJvm.nativeJar()).property("jwasi.cache.dir", folder);
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    @SuppressWarnings("restricted") // the layer's module wants native access, as the one of this test has
    void isFoundInALayerWithAClassLoaderForEachModule() throws Exception {
        var bindings = "io.github.jwasi.bindings";
        var modules = ModuleFinder.of(ChildJvm.classes(), ChildJvm.jspecify(), ChildJvm.nativeJar());
        var boot = ModuleLayer.boot();
        var configuration = boot.configuration().resolveAndBind(modules, ModuleFinder.of(), Set.of(bindings));
        var controller = ModuleLayer.defineModulesWithManyLoaders(
                configuration, List.of(boot), ClassLoader.getPlatformClassLoader());
        var module = controller.layer().findModule(bindings).orElseThrow();
        controller.enableNativeAccess(module);
        controller.addOpens(module, bindings, NativeLibraryTest.class.getModule());

        var type = Class.forName(module, NativeLibrary.class.getName());
        assertThat(type).isNotNull().isNotEqualTo(NativeLibrary.class);
        assertThat(type.getMethod("engineVersion").invoke(null)).isEqualTo(WASMTIME);
    }

    @Test
    void isTheFileOfTheProperty() throws Exception {
        var jvm = ChildJvm.withClassPath().property("jwasi.library.path", library());
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void mayHaveARelativePathWithOtherLettersThanAscii() throws Exception {
        Files.copy(library(), folder.resolve("büchse 箱.so"));
        var jvm = ChildJvm.withClassPath()
                .with("LC_ALL", "C.UTF-8")
                .in(folder)
                .property("jwasi.library.path", "büchse 箱.so");
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void aMissingFileIsNamed() throws Exception {
        var missing = folder.resolve("missing.so");
        assertRefuses(missing, "the system property jwasi.library.path names " + missing, "which is not there");
    }

    @Test
    void aFolderIsNamed() throws Exception {
        assertRefuses(folder, "the system property jwasi.library.path names " + folder, "which is no file");
    }

    @Test
    void aTextFileIsRefused() throws Exception {
        var text = Files.writeString(folder.resolve("text.so"), "no library\n".repeat(100));
        assertRefuses(
                text,
                "cannot load " + text,
                "jwasi.library.path",
                "a build for " + Platform.current().description());
    }

    @Test
    void aLibraryForAnotherCpuIsRefused() throws Exception {
        Requirement.that(Platform.current().os().equals("linux"), "the library is one for Linux");
        var foreign = FakeLibrary.ofAnotherCpu(folder);
        var platform = Platform.current();
        assertRefuses(
                foreign,
                "cannot load " + foreign,
                "it is a library for " + (platform.cpu().equals("x86_64") ? "aarch_64" : "x86_64"),
                "this is " + platform.cpu(),
                "a build for " + platform.description(),
                "the classifier " + platform.classifier());
    }

    @Test
    void aLibraryForAnotherOperatingSystemIsRefused() throws Exception {
        boolean windows = Platform.current().os().equals("windows");
        var foreign = Files.write(
                folder.resolve("foreign"),
                (windows ? "\u007fELF" : "MZ").concat("\0".repeat(100)).getBytes(StandardCharsets.US_ASCII));
        assertRefuses(
                foreign,
                "it is a library in the format " + (windows ? "ELF" : "PE"),
                Platform.current().os() + " has ");
    }

    @Test
    void theSystemsReasonIsShown() throws Exception {
        var incomplete = FakeLibrary.withAMissingSymbol(folder);
        assertRefuses(incomplete, "cannot load " + incomplete, "symbol", "jwasi_test_missing");
    }

    @Test
    void aLibraryOfAnotherProjectIsRefused() throws Exception {
        var other = FakeLibrary.ofAnotherProject(folder);
        assertRefuses(other, other + " is not the library of jwasi: it has no function jwasi_version");
    }

    @Test
    void aLibraryWithAnotherWasmtimeIsRefused() throws Exception {
        var other = FakeLibrary.ofVersion(folder, JWASI, "47.0.1");
        assertRefuses(
                other,
                other + " is jwasi " + JWASI + " with wasmtime 47.0.1",
                "jwasi " + JWASI + " with wasmtime " + WASMTIME + " is needed");
    }

    @Test
    void aLibraryOfAnotherReleaseWithTheSameWasmtimeIsRefused() throws Exception {
        var other = FakeLibrary.ofVersion(folder, "0.0.9", WASMTIME);
        assertRefuses(
                other,
                other + " is jwasi 0.0.9 with wasmtime " + WASMTIME,
                "jwasi " + JWASI + " with wasmtime " + WASMTIME);
    }

    @Test
    void missingNativeAccessIsToldOnTheClassPath() throws Exception {
        assertRefuses(denied(ChildJvm.withClassPath()), "start java with --enable-native-access=ALL-UNNAMED");
    }

    @Test
    void missingNativeAccessIsToldOnTheModulePath() throws Exception {
        assertRefuses(
                denied(ChildJvm.withModulePath()),
                "start java with --enable-native-access=io.github.jwasi,io.github.jwasi.bindings");
    }

    @Test
    void servesTwoClassLoadersAtOnce() throws Exception {
        var result = ChildJvm.withClassPath()
                .property("jwasi.cache.dir", folder)
                .run(
                        LoadLibraryInTwoClassLoaders.class,
                        ChildJvm.classes().toString(),
                        ChildJvm.nativeJar().toString());
        assertThat(result.output().lines()).containsExactly("another class", "another class");
    }

    @Test
    void loadsOnceForManyThreadsThatBeginInDifferentPlaces() throws Exception {
        var result = ChildJvm.withClassPath()
                .property("jwasi.library.path", library())
                .run(LoadLibraryInManyThreads.class);
        assertThat(result.output().lines()).containsExactly("20 made, 20 versions");
    }

    @Test
    void aProviderIsAskedBeforeTheJars() throws Exception {
        var jvm = provided(FileProvider.class.getName()).property(FileProvider.PROPERTY, library());
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void aProviderOnTheClassPathServesTheModule() throws Exception {
        var main = "io/github/jwasi/bindings/LoadLibrary.class";
        var patch = folder.resolve("patch");
        Files.createDirectories(patch.resolve(main).getParent());
        Files.copy(ChildJvm.testClasses().resolve(main), patch.resolve(main));
        var jvm = ChildJvm.withModulePath()
                .patch(patch)
                .classPath(services(FileProvider.class.getName()), ChildJvm.testClasses())
                .option("--enable-native-access=ALL-UNNAMED")
                .property(FileProvider.PROPERTY, library());
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void aJarServesWhereAProviderFails() throws Exception {
        var jvm = provided(FileProvider.class.getName())
                .classPath(ChildJvm.nativeJar())
                .property("jwasi.cache.dir", folder.resolve("cache"));
        assertThat(lines(jvm))
                .hasSize(4)
                .endsWith(LOADED, LOADED)
                .element(1)
                .asString()
                .startsWith("WARNING: the native library of the jar jwasi-native-")
                .endsWith("was loaded, as nothing before it could be used: the provider " + FileProvider.class.getName()
                        + ": java.io.IOException: nothing provided");
    }

    @Test
    void flightRecorderIsToldWhereItIsFrom() throws Exception {
        var file = folder.resolve("events.jfr");
        var jvm = ChildJvm.withClassPath()
                .property("jwasi.library.path", library())
                .option("-Xlog:jfr*=error")
                .option("-XX:StartFlightRecording:filename=" + file);
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
        assertThat(RecordingFile.readAllEvents(file))
                .filteredOn(event -> event.getEventType().getName().equals("io.github.jwasi.NativeLibraryLoad"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getString("file")).isEqualTo(library().toString());
                    assertThat(event.getString("origin")).isEqualTo("the system property jwasi.library.path");
                    assertThat(event.getBoolean("unpacked")).isFalse();
                    assertThat(event.getDuration()).isPositive();
                });
    }

    @Test
    void loadsInAJvmWithoutFlightRecorder() throws Exception {
        var jvm = ChildJvm.withClassPath()
                .property("jwasi.library.path", library())
                .option("--limit-modules=java.base");
        assertThat(lines(jvm)).containsExactly(LOADED, LOADED);
    }

    @Test
    void allThatProvidersSayIsShownWhereNoneSucceeds() throws Exception {
        assertRefuses(
                provided(FileProvider.class.getName()),
                "the provider " + FileProvider.class.getName() + ": java.io.IOException: nothing provided",
                "no jar on the class path or module path");
        assertRefuses(provided("no.such.Provider"), "no.such.Provider", "no jar on the class path or module path");
    }

    @Test
    void aProviderWithAnotherLibraryIsRefused() throws Exception {
        var other = FakeLibrary.ofVersion(folder, JWASI, "47.0.1");
        assertRefuses(
                provided(FileProvider.class.getName()).property(FileProvider.PROPERTY, other),
                "the library of the provider " + FileProvider.class.getName() + " is jwasi " + JWASI
                        + " with wasmtime 47.0.1");
    }

    private ChildJvm provided(String provider) throws IOException {
        return ChildJvm.withClassPath().classPath(services(provider)).property("jwasi.cache.dir", folder);
    }

    /** A folder for the class path, which names a provider. */
    private Path services(String provider) throws IOException {
        var root = folder.resolve("services");
        var services = Files.createDirectories(root.resolve("META-INF").resolve("services"));
        Files.writeString(services.resolve("io.github.jwasi.spi.NativeLibraryProvider"), provider);
        return root;
    }

    private static ChildJvm denied(ChildJvm jvm) throws IOException {
        // JDK 22 and 23 deny whatever is not listed, as soon as there is a list.
        var option = Runtime.version().feature() >= 24
                ? "--illegal-native-access=deny"
                : "--enable-native-access=java.logging";
        return jvm.withoutNativeAccess().option(option).property("jwasi.library.path", library());
    }

    /** The library of the jar as a file. */
    private static Path library() throws IOException {
        return new PackagedLibrary(Platform.current()).extractTo(CacheFolder.path());
    }

    private static void assertRefuses(Path library, String... parts) throws IOException, InterruptedException {
        assertRefuses(ChildJvm.withClassPath().property("jwasi.library.path", library), parts);
    }

    /** The second attempt fails as clearly as the first. */
    private static void assertRefuses(ChildJvm jvm, String... parts) throws IOException, InterruptedException {
        assertThat(lines(jvm))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .startsWith("refused io.github.jwasi.spi.NativeLibraryException: ")
                        .contains(parts));
    }

    private static List<String> lines(ChildJvm jvm) throws IOException, InterruptedException {
        return jvm.run(LoadLibrary.class).output().lines().toList();
    }
}
