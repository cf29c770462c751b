package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CacheFolderTest {
    @TempDir
    Path folder;

    @BeforeEach
    void beOnUnix() throws IOException {
        Requirement.that(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no permissions of POSIX");
    }

    @Test
    void isTheOneOfTheProperty() throws Exception {
        assertThat(path(ChildJvm.withClassPath().property("jwasi.cache.dir", folder)))
                .isEqualTo(folder);
    }

    @Test
    void isInTheCacheFolderOfTheEnvironment() throws Exception {
        Requirement.that(Platform.current().os().equals("linux"), "XDG_CACHE_HOME counts on Linux only");
        assertThat(path(ChildJvm.withClassPath().with("XDG_CACHE_HOME", folder)))
                .isEqualTo(folder.resolve("jwasi"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative"})
    void isInTheHomeFolderWhereTheEnvironmentNamesNone(String cacheHome) throws Exception {
        Requirement.that(Platform.current().os().equals("linux"), "XDG_CACHE_HOME counts on Linux only");
        var jvm = ChildJvm.withClassPath().with("XDG_CACHE_HOME", cacheHome).property("user.home", folder);
        assertThat(path(jvm)).isEqualTo(folder.resolve(".cache").resolve("jwasi"));
    }

    @Test
    void isInTheTemporaryFolderOfAUserWithoutAHome() throws Exception {
        var jvm = ChildJvm.withClassPath()
                .property("user.home", "?")
                .property("user.name", "?")
                .property("java.io.tmpdir", folder);
        assertThat(path(jvm)).isEqualTo(folder.resolve("jwasi-?"));
    }

    @Test
    void aPropertyThatIsNoPathIsNamed() {
        var before = System.getProperty(CacheFolder.PROPERTY);
        try {
            System.setProperty(CacheFolder.PROPERTY, "a\0b");
            assertThatIllegalArgumentException()
                    .isThrownBy(CacheFolder::path)
                    .withMessageContaining("jwasi.cache.dir is no path");
        } finally {
            restore(before);
        }
    }

    @Test
    void aNewFolderAndItsNewParentsAreTheUsersAlone() throws IOException {
        var made = CacheFolder.secured(folder.resolve("a").resolve("b"));
        assertThat(made).isEqualTo(folder.resolve("a").resolve("b"));
        assertThat(permissions(made)).isEqualTo("rwx------");
        assertThat(permissions(folder.resolve("a"))).isEqualTo("rwx------");
    }

    @Test
    void aFolderThatOthersCanOnlyReadWillDo() throws IOException {
        var readable = withPermissions("rwxr-xr-x");
        assertThat(CacheFolder.secured(readable)).isEqualTo(readable);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rwxrwx---", "rwx----w-", "rwxrwxrwx"})
    void aFolderThatOthersCanWriteToIsRefused(String permissions) throws IOException {
        var open = withPermissions(permissions);
        assertThatThrownBy(() -> CacheFolder.secured(open))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(open.toString(), "others can write", "chmod go-w", "-Djwasi.cache.dir");
        assertThat(permissions(open)).isEqualTo(permissions);
    }

    @Test
    void aLinkToAFolderThatOthersCanWriteToIsRefused() throws IOException {
        var link = Files.createSymbolicLink(folder.resolve("link"), withPermissions("rwxrwxrwx"));
        assertThatThrownBy(() -> CacheFolder.secured(link))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContaining("others can write");
    }

    @Test
    void aFolderOfSomebodyElseIsRefused() throws IOException {
        Requirement.that(System.getProperty("user.name").equals("root"), "only root can give folders away");
        var given = withPermissions("rwx------");
        Files.setOwner(
                given, given.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        assertThatThrownBy(() -> CacheFolder.secured(given))
                .isInstanceOf(AccessDeniedException.class)
                .hasMessageContainingAll(given.toString(), "belongs to nobody and not to root", "-Djwasi.cache.dir");
    }

    @Test
    void aFileInTheFoldersPlaceIsNamed() throws IOException {
        var file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> CacheFolder.secured(file))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageContaining(file.toString());
    }

    private Path withPermissions(String permissions) throws IOException {
        var made = Files.createDirectory(folder.resolve("made"));
        return Files.setPosixFilePermissions(made, PosixFilePermissions.fromString(permissions));
    }

    private static String permissions(Path folder) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder));
    }

    private static Path path(ChildJvm jvm) throws IOException, InterruptedException {
        var result = jvm.run(PrintCacheFolder.class);
        assertThat(result.status()).as(result.output()).isZero();
        return Path.of(result.output().strip());
    }

    private static void restore(@Nullable String value) {
        if (value == null) {
            System.clearProperty(CacheFolder.PROPERTY);
        } else {
            System.setProperty(CacheFolder.PROPERTY, value);
        }
    }
}
