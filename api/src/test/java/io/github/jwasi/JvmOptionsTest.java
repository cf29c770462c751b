package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.spi.NativeLibraryProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** No fault of a guest ends a JVM, whatever its options. */
@Timeout(240)
class JvmOptionsTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-Xint",
                "-Xcomp -XX:TieredStopAtLevel=1",
                "-Xss1m -XX:+UseSerialGC",
                "-Xss8m -XX:+UseParallelGC",
                "-XX:StackShadowPages=50 -XX:TieredStopAtLevel=1"
            })
    void trapsAreExceptions(String options) throws Exception {
        assertSurvives(new ChildJvm(TrapsInAnyJvm.class, folder).options(List.of(options.split(" "))));
    }

    @Test
    void theJvmFindsNoFaultInTheNativeCalls() throws Exception {
        var result = new ChildJvm(TrapsInAnyJvm.class, folder)
                .options(List.of("-Xcheck:jni"))
                .run();
        assertThat(result.status()).as(result.stderr()).isZero();
        // It lists the signal handlers, as the engine has its own, which pass on what they do not know.
        assertThat(result.stdout()).contains("survived").doesNotContain("FATAL", "WARNING in native method");
    }

    /** What Java has given away and nobody holds is gone before each call of the native library. */
    @Test
    void aCollectionBeforeEachNativeCall() throws Exception {
        var services = Files.createDirectories(folder.resolve("services").resolve("META-INF/services"));
        Files.writeString(services.resolve(NativeLibraryProvider.class.getName()), CollectingLibrary.class.getName());
        var result = new ChildJvm(EveryKindOfCall.class, folder)
                .options(List.of(
                        "-Xbootclasspath/a:" + folder.resolve("services"), "-Xmx32m", "-Xss4m", "-XX:+UseSerialGC"))
                .run();
        assertThat(result.stdout() + result.stderr()).isEqualTo("survived collections\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-Xmx32m", "-Xmx32m -Xcheck:jni"})
    void littleHeapIsEnough(String options) throws Exception {
        var result = new ChildJvm(EveryKindOfCall.class, folder)
                .options(List.of(options.split(" ")))
                .run();
        assertThat(result.status()).as(result.stderr()).isZero();
        assertThat(result.stdout()).contains("survived without collections").doesNotContain("FATAL");
    }

    @ParameterizedTest
    @CsvSource({
        "return, 1024, -XX:TieredStopAtLevel=1",
        "return, 1024, -Xint",
        "trap, 1024, -XX:TieredStopAtLevel=1",
        "trap, 900, -Xcomp",
        "throw, 1024, -XX:TieredStopAtLevel=1",
        "throw, 2048, -Xint",
        "instantiate, 1024, -XX:TieredStopAtLevel=1",
        "trap, 1024, -Xlog:jfr+startup=error -XX:StartFlightRecording",
        "instantiate, 1024, -Xlog:jfr+startup=error -XX:StartFlightRecording"
    })
    void theFirstCallsMayBeWhereTheStackEnds(String action, String kibibytes, String options) throws Exception {
        assertSurvives(new ChildJvm(EndOfStack.class, folder).options(List.of(options.split(" "))), action, kibibytes);
    }

    private static void assertSurvives(ChildJvm jvm, String... arguments) throws Exception {
        var result = jvm.run(arguments);
        assertThat(result.status()).as(result.stdout() + result.stderr()).isZero();
        assertThat(result.stdout()).isEqualTo("survived\n");
        assertThat(result.stderr()).isEmpty();
    }
}
