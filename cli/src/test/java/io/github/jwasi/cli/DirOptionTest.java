package io.github.jwasi.cli;

import static io.github.jwasi.cli.Cli.guest;
import static io.github.jwasi.cli.Cli.jwasi;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirOptionTest {
    private static final String GUEST = guest("directories.wat");

    /** The errno of preview 1 for what a read-only directory refuses. */
    private static final int NOT_PERMITTED = 63;

    @TempDir
    private Path folder;

    @Test
    void theGuestNamesADirectoryAsTheHostDoesOrAsItIsTold() throws IOException {
        Files.createDirectories(folder.resolve("data/sub"));
        Files.createDirectory(folder.resolve("odd:name"));

        var result = jwasi("run", "--dir", "data", "--dir", "data/sub::/s", "--dir", "odd:name", GUEST)
                .in(folder)
                .run();

        assertThat(result).isEqualTo(new Cli.Result(0, "data\n/s\nodd:name\n", ""));
        assertThat(folder.resolve("data/new.txt")).isEmptyFile();
    }

    @Test
    void aReadOnlyDirectoryIsNotWritten() {
        var renamed = jwasi("run", "--dir", folder + "::/data:ro", GUEST).run();
        var sameName = jwasi("run", "--dir", folder + ":ro", GUEST).run();

        assertThat(renamed).isEqualTo(new Cli.Result(NOT_PERMITTED, "/data\n", ""));
        assertThat(sameName).isEqualTo(new Cli.Result(NOT_PERMITTED, folder + "\n", ""));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMissingDirectoryIsNamed() {
        var result = jwasi("run", "--dir", "nowhere", GUEST).in(folder).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err().lines())
                .first()
                .isEqualTo("jwasi: invalid value for option '--dir' (HOST[::GUEST][:ro]): "
                        + "the directory 'nowhere' does not exist");
    }

    @Test
    void aFileIsNoDirectory() {
        var result = jwasi("run", "--dir", GUEST + "::/data", GUEST).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err()).contains("'" + GUEST + "' is a file, and only a directory can be given");
    }

    @Test
    void reversedPartsAreToldApart() {
        var result = jwasi("run", "--dir", "/sandbox::" + folder, GUEST).run();

        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
                .contains("the directory '/sandbox' does not exist: '" + folder
                        + "' is one, so the two seem to be reversed; HOST comes first");
    }

    @Test
    void theSameNameTwiceIsRefused() {
        var result = jwasi("run", "--dir", folder + "::/a", "--dir", folder + "::/a", GUEST)
                .run();

        assertThat(result).isEqualTo(new Cli.Result(1, "", "jwasi: preopens: \"/a\" is given twice\n"));
    }

    @Test
    void aNameThatIsNotUtf8DoesNoHarm() {
        var result = jwasi("run", "--dir", ".", GUEST)
                .in(folder)
                .inShell("touch \"$(printf 'bad\\377name')\" && \"$@\"")
                .run();

        assertThat(result.status()).isBetween(0, 76);
        assertThat(result.out()).isEqualTo(".\n");
        assertThat(result.err()).isEmpty();
    }
}
