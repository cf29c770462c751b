package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.jwasi.bindings.NativeLibrary;
import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;

/** Runs a program of the tests in a JVM of its own: for options of the JVM, for its streams, and where it ends. */
final class ChildJvm {
    private static final long MINUTES = 3;

    private final Class<?> main;
    private final Path folder;
    private final List<String> options = new ArrayList<>();
    private final ProcessBuilder builder = new ProcessBuilder();

    /** How a process ended, and what it printed. */
    record Result(int status, String stdout, String stderr) {}

    /** @param folder where its output is kept, as a pipe could fill up */
    ChildJvm(Class<?> main, Path folder) {
        this.main = main;
        this.folder = folder;
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
    }

    ChildJvm options(List<String> more) {
        options.addAll(more);
        return this;
    }

    /** Its stdin is the process's {@link Process#getOutputStream()}. */
    Process start(String... arguments) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        for (var name : List.of("jwasi.library.path", "jwasi.cache.dir")) {
            var value = System.getProperty(name);
            if (value != null && !value.isEmpty()) {
                command.add("-D" + name + "=" + value);
            }
        }
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), main.getName()));
        command.addAll(List.of(arguments));
        return builder.command(command)
                .redirectOutput(stdout().toFile())
                .redirectError(stderr().toFile())
                .start();
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        var process = start(arguments);
        process.getOutputStream().close();
        return result(process);
    }

    Result result(Process process) throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(MINUTES, TimeUnit.MINUTES))
                    .as("%s ends", builder.command())
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readString(stdout()), Files.readString(stderr()));
    }

    Path stdout() {
        return folder.resolve("stdout");
    }

    private Path stderr() {
        return folder.resolve("stderr");
    }

    private static String classPath() {
        var classes = Stream.of(ChildJvm.class, Engine.class, NativeLibrary.class, NullMarked.class, Assertions.class)
                .map(type -> type.getName().replace('.', '/') + ".class");
        // Where the library is packed; it need not be there where a property names its file.
        return Stream.concat(classes, Stream.of("META-INF/jwasi"))
                .flatMap(ChildJvm::root)
                .distinct()
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** The folder or the jar that has a resource. */
    private static Stream<String> root(String resource) {
        var url = ChildJvm.class.getClassLoader().getResource(resource);
        if (url == null) {
            return Stream.empty();
        }
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                return Stream.of(Path.of(jar.getJarFileURL().toURI()).toString());
            }
            var text = url.toString();
            return Stream.of(Path.of(new URI(text.substring(0, text.length() - resource.length())))
                    .toString());
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(url.toString(), e);
        }
    }
}
