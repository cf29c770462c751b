import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * Brings the classes of jars to a version of class files that the JVM's archive of loaded classes takes: it leaves out those
 * for Java 5, which picocli's are. The code stays what it is.
 *
 *     java UpgradeClasses.java JAR...
 */
final class UpgradeClasses {
    /** Of Java 17. Older ones than Java 6 are left out of archives. */
    private static final int VERSION = 61;

    private static final int OLDEST_ARCHIVED = 50;

    private final Path jar;
    private final ClassFile classes;

    private UpgradeClasses(Path jar, ClassLoader loader) {
        this.jar = jar;
        classes = ClassFile.of(
                StackMapsOption.GENERATE_STACK_MAPS,
                ConstantPoolSharingOption.NEW_POOL,
                ClassHierarchyResolverOption.of(ClassHierarchyResolver.ofResourceParsing(loader)
                        .orElse(ClassHierarchyResolver.defaultResolver())));
    }

    public static void main(String[] jars) throws IOException {
        for (var name : jars) {
            var jar = Path.of(name);
            try (var loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
                new UpgradeClasses(jar, loader).run();
            }
        }
    }

    private void run() throws IOException {
        var upgraded = jar.resolveSibling(jar.getFileName() + ".new");
        boolean changed = false;
        try (var in = new ZipInputStream(Files.newInputStream(jar));
                var out = new ZipOutputStream(Files.newOutputStream(upgraded))) {
            for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
                var bytes = in.readAllBytes();
                out.putNextEntry(new ZipEntry(entry.getName()));
                if (isOld(entry.getName(), bytes)) {
                    bytes = upgrade(bytes);
                    changed = true;
                }
                out.write(bytes);
            }
        }
        if (changed) {
            Files.move(upgraded, jar, StandardCopyOption.ATOMIC_MOVE);
        } else {
            Files.delete(upgraded);
        }
    }

    private static boolean isOld(String name, byte[] bytes) {
        return name.endsWith(".class") && (bytes[6] << 8 | bytes[7] & 0xff) < OLDEST_ARCHIVED;
    }

    private byte[] upgrade(byte[] bytes) {
        return classes.transformClass(
                classes.parse(bytes),
                ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)
                        .andThen(ClassTransform.endHandler(made -> made.withVersion(VERSION, 0))));
    }
}
