package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModuleCacheTest {
    private static final Cli.Result EXPECTED = new Cli.Result(0, "old\nnew\n", "");

    @TempDir
    private Path folder;

    @Test
    void theSecondRunDoesNotCompile() throws IOException {
        var first = run(folder, guest("mixed.wat"));
        // Another program under the same name shows where the second run has its module from.
        var other = folder.resolve("other");
        run(other, guest("reactor.wat"));
        Files.copy(onlyModule(other), onlyModule(folder), StandardCopyOption.REPLACE_EXISTING);

        var second = run(folder, guest("mixed.wat"));

        assertThat(first).isEqualTo(EXPECTED);
        assertThat(second).isEqualTo(new Cli.Result(0, "initialised\n", ""));
    }

    @Test
    void aSpoiltFileIsReplaced() throws IOException {
        run(folder, guest("mixed.wat"));
        var cached = onlyModule(folder);
        long size = Files.size(cached);
        Files.writeString(cached, "spoilt");

        var second = run(folder, guest("mixed.wat"));

        assertThat(second.status()).isZero();
        assertThat(second.out()).isEqualTo(EXPECTED.out());
        assertThat(second.err().lines()).singleElement().asString().startsWith("jwasi: compiling anew: " + cached);
        assertThat(cached).hasSize(size);
    }

    @Test
    void withoutTheCacheNothingIsKept() {
        assertThat(run(folder, "--no-cache", guest("mixed.wat"))).isEqualTo(EXPECTED);
        assertThat(folder.resolve("modules")).doesNotExist();
    }

    @Test
    void aFolderThatCannotBeUsedIsDoneWithout() throws IOException {
        var file = Files.writeString(folder.resolve("file"), "no folder");

        var result = run(file, guest("mixed.wat"));

        assertThat(result.status()).isZero();
        assertThat(result.out()).isEqualTo(EXPECTED.out());
        // Where it is the folder of the native library too, that is said before.
        assertThat(result.err().lines())
                .last()
                .asString()
                .startsWith("jwasi: the module cache " + file.resolve("modules") + " is not used: ");
    }

    private static Cli.Result run(Path cache, String... words) {
        var line = new String[words.length + 1];
        line[0] = "run";
        System.arraycopy(words, 0, line, 1, words.length);
        return jwasi(List.of("-Djwasi.cache.dir=" + cache), line).run();
    }

    private static Path onlyModule(Path cache) throws IOException {
        try (var files = Files.list(cache.resolve("modules"))) {
            var modules = files.toList();
            assertThat(modules).hasSize(1);
            return modules.getFirst();
        }
    }
}
