package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Class loaders that have the library each for itself, as web applications have. */
@Timeout(120)
class ApplicationReloadTest {
    private static final Path TESTS = Path.of("target", "test-classes");

    @Test
    void classLoadersUseTheLibraryAtOnceAndAreUnloaded() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:SoftRefLRUPolicyMSPerMB=0",
                        "-Xmx64m",
                        "--class-path",
                        TESTS.toString(),
                        ReloadApplications.class.getName(),
                        classPath())
                .redirectErrorStream(true)
                .start();
        try {
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var said = ": streams 42 thrown for 21";
            assertThat(output.lines())
                    .containsExactly(
                            "first" + said,
                            "another" + said,
                            "another is unloaded",
                            "another" + said,
                            "another is unloaded",
                            "another" + said,
                            "another is unloaded",
                            "first again" + said);
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void theLoadersOfTheJvmItselfStay() throws IOException {
        assertThat(Unloading.isPossible(ApplicationReloadTest.class.getClassLoader()))
                .isFalse();
        assertThat(Unloading.isPossible(ClassLoader.getPlatformClassLoader())).isFalse();
        assertThat(Unloading.isPossible(String.class.getClassLoader())).isFalse();
        try (var other = new URLClassLoader(new URL[0])) {
            assertThat(Unloading.isPossible(other)).isTrue();
        }
    }

    @Test
    void aStubWhoseMethodIsGoneDoesNothing() throws Throwable {
        var type = MethodType.methodType(long.class, int.class);
        MethodHandle there = MethodHandles.dropArguments(MethodHandles.constant(long.class, 7L), 0, int.class);
        assertThat((long) UpcallStub.weak(new WeakReference<>(there), type).invokeExact(1))
                .isEqualTo(7);
        assertThat((long) UpcallStub.weak(new WeakReference<>(null), type).invokeExact(1))
                .isZero();
    }

    /** A stub there would hold the class loader. */
    @Test
    void nothingElseIsInTheArenaThatIsNeverClosed() throws IOException {
        try (var files = Files.list(Path.of("src", "main", "java", "io", "github", "jwasi"))) {
            assertThat(files.filter(file -> contains(file, "Arena.global()")))
                    .extracting(file -> file.getFileName().toString())
                    .containsExactlyInAnyOrder("Unloading.java", "UpcallStub.java");
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8).contains(text);
        } catch (IOException e) {
            return fail(e);
        }
    }

    static String classPath() {
        var entries = Stream.of("java.class.path", "jdk.module.path")
                .flatMap(property ->
                        Arrays.stream(System.getProperty(property, "").split(File.pathSeparator)));
        return Stream.concat(Stream.of(TESTS.toString()), entries)
                .filter(entry -> !entry.isEmpty())
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }
}
