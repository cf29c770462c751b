package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.spi.NativeLibraryProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Every type is one without null unless it says otherwise, for tools that read modules and for those that do not. */
class NullMarkedTest {
    @Test
    void allModulesAndPackagesAre() {
        for (var type : new Class<?>[] {Engine.class, NativeLibraryProvider.class}) {
            assertThat(type.getModule().isAnnotationPresent(NullMarked.class))
                    .as(type.getModule().toString())
                    .isTrue();
            assertThat(type.getPackage().isAnnotationPresent(NullMarked.class))
                    .as(type.getPackageName())
                    .isTrue();
        }
    }

    @Test
    void nothingIsExempt() throws IOException {
        for (var module : new String[] {".", "../bindings"}) {
            try (var files = Files.walk(Path.of(module, "src", "main", "java"))) {
                for (var file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    assertThat(Files.readString(file)).as(file.toString()).doesNotContain("NullUnmarked");
                }
            }
        }
    }
}
