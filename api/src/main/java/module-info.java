import org.jspecify.annotations.NullMarked;

/**
 * Runs WebAssembly programs that use WASI, at native speed.
 *
 * <p>Give the modules {@code io.github.jwasi} and {@code io.github.jwasi.bindings} native access:
 * {@code --enable-native-access=io.github.jwasi,io.github.jwasi.bindings}.
 */
@NullMarked
module io.github.jwasi {
    // Where the JVM has it: events are recorded then.
    requires static jdk.jfr;
    requires transitive org.jspecify;
    requires transitive io.github.jwasi.bindings;

    exports io.github.jwasi;
}
