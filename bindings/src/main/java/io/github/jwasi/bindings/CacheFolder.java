package io.github.jwasi.bindings;

import java.io.File;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/**
 * The user's folder for what can be made again: extracted libraries and compiled modules.
 *
 * <p>Machine code is loaded from it, so it has to be a folder that nobody else can write to.
 */
public final class CacheFolder {
    /** The system property that names another folder. */
    public static final String PROPERTY = "jwasi.cache.dir";

    private static final Set<PosixFilePermission> WRITE_OF_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private CacheFolder() {}

    /**
     * The folder, which need not be there: {@code jwasi.cache.dir}, or the operating system's usual place.
     *
     * @throws IllegalArgumentException if the property is no path
     */
    public static Path path() {
        var property = System.getProperty(PROPERTY);
        if (property == null || property.isEmpty()) {
            return usual();
        }
        try {
            return Path.of(property);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("the system property " + PROPERTY + " is no path: " + e.getMessage(), e);
        }
    }

    private static Path usual() {
        var home = Path.of(System.getProperty("user.home"));
        if (!home.isAbsolute()) {
            // A user without an entry in the system's list of users, as in many containers.
            return Path.of(System.getProperty("java.io.tmpdir"), "jwasi-" + System.getProperty("user.name"));
        }
        return switch (Platform.current().os()) {
            case "windows" ->
                environment("LOCALAPPDATA", home.resolve("AppData").resolve("Local"))
                        .resolve("jwasi");
            case "osx" -> home.resolve("Library").resolve("Caches").resolve("jwasi");
            default -> environment("XDG_CACHE_HOME", home.resolve(".cache")).resolve("jwasi");
        };
    }

    /** As the XDG Base Directory Specification has it, a relative path does not count. */
    private static Path environment(String variable, Path otherwise) {
        var value = System.getenv(variable);
        return value != null && new File(value).isAbsolute() ? Path.of(value) : otherwise;
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
        if (attributes.permissions().stream().anyMatch(WRITE_OF_OTHERS::contains)) {
            throw refused(
                    folder,
                    "others can write to this folder, and machine code is loaded from it: take the "
                            + "permission away (chmod go-w), or name another folder with -D" + PROPERTY);
        }
        if (!isTrusted(attributes.owner())) {
            throw refused(
                    folder,
                    "this folder belongs to " + attributes.owner().getName() + " and not to "
                            + System.getProperty("user.name")
                            + ", and machine code is loaded from it: name another folder "
                            + "with -D" + PROPERTY);
        }
    }

    /** Whoever runs this process, and root, who could change the process itself. */
    private static boolean isTrusted(UserPrincipal owner) throws IOException {
        var name = owner.getName();
        if (name.equals(System.getProperty("user.name")) || name.equals("root")) {
            return true;
        }
        // The JVM knows no name for a user without an entry in the system's list.
        var process = Path.of("/proc/self");
        return Files.exists(process) && owner.equals(Files.getOwner(process));
    }

    private static AccessDeniedException refused(Path folder, String reason) {
        return new AccessDeniedException(folder.toString(), null, reason);
    }
}
