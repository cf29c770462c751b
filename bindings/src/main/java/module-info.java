import io.github.jwasi.spi.NativeLibraryJar;
import io.github.jwasi.spi.NativeLibraryProvider;
import org.jspecify.annotations.NullMarked;

/** The C functions behind jwasi, and how their library is found. */
@NullMarked
module io.github.jwasi.bindings {
    // Where the JVM has it: see FlightRecording.
    requires static jdk.jfr;
    requires transitive org.jspecify;

    exports io.github.jwasi.spi;
    // Raw pointers, with which anybody could crash the JVM: only the API is to use them.
    exports io.github.jwasi.bindings to
            io.github.jwasi;

    uses NativeLibraryJar;
    uses NativeLibraryProvider;
}
