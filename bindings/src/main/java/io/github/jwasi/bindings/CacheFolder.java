package io.github.jwasi.bindings;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The user's folder for what can be made again: extracted libraries and compiled modules.
 *
 * <p>Machine code is loaded from it, so it has to be a folder that nobody else can write to.
 */
public final class CacheFolder {
    /** The system property that names another folder. */
    public static final String PROPERTY = "jwasi.cache.dir";

    private CacheFolder() {}

    /** The folder, which need not be there: {@code jwasi.cache.dir}, or the operating system's usual place. */
    public static Path path() {
        var property = System.getProperty(PROPERTY);
        return property != null && !property.isEmpty() ? Path.of(property) : usual();
    }

    private static Path usual() {
        var home = Path.of(System.getProperty("user.home"));
        return switch (Platform.current().os()) {
            case "windows" ->
                environment("LOCALAPPDATA", home.resolve("AppData").resolve("Local"))
                        .resolve("jwasi");
            case "osx" -> home.resolve("Library").resolve("Caches").resolve("jwasi");
            default -> environment("XDG_CACHE_HOME", home.resolve(".cache")).resolve("jwasi");
        };
    }

    private static Path environment(String variable, Path otherwise) {
        var value = System.getenv(variable);
        return value == null || value.isEmpty() ? otherwise : Path.of(value);
    }

    /**
     * Makes a folder if it is not there.
     *
     * @return the same folder
     * @throws IOException if it cannot be made, or somebody else owns it or can write to it
     */
    public static Path secured(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            create(folder.toAbsolutePath());
        }
        checkPrivate(folder);
        return folder;
    }

    private static void create(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } else {
            // A new folder in a Windows profile is the user's alone.
            Files.createDirectories(folder);
        }
    }

    private static void checkPrivate(Path folder) throws IOException {
        var view = Files.getFileAttributeView(folder, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        var attributes = view.readAttributes();
        var permissions = attributes.permissions();
        if (permissions.contains(PosixFilePermission.GROUP_WRITE)
                || permissions.contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new AccessDeniedException(
                    folder.toString(),
                    null,
                    "others can write to this folder, and machine code is "
                            + "loaded from it: take the permission away (chmod go-w), or name another folder with -D"
                            + PROPERTY);
        }
        var user = System.getProperty("user.name");
        if (!attributes.owner().getName().equals(user)) {
            throw new AccessDeniedException(
                    folder.toString(),
                    null,
                    "this folder belongs to "
                            + attributes.owner().getName() + " and not to " + user
                            + ", and machine code is loaded from it: name "
                            + "another folder with -D" + PROPERTY);
        }
    }
}
