package io.github.jwasi.bindings;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** Starts a program of the tests in a JVM of its own, as a JVM loads the library but once. */
final class ChildJvm {
    private static final Path CLASSES = root(NativeLibrary.class, "NativeLibrary.class");
    private static final Path TEST_CLASSES = root(ChildJvm.class, "ChildJvm.class");
    private static final Path JSPECIFY = root(NullMarked.class, "NullMarked.class");

    private final List<String> wrapper = new ArrayList<>();
    private final List<String> options = new ArrayList<>();
    private final List<Path> classPath = new ArrayList<>();
    private final List<Path> modulePath = new ArrayList<>(List.of(CLASSES, JSPECIFY));
    private final ProcessBuilder builder = new ProcessBuilder().redirectErrorStream(true);
    private final boolean modules;
    private boolean nativeAccess = true;
    private Path patch = TEST_CLASSES;

    /** What a process left: its status, and what it wrote to stdout and stderr. */
    record Result(int status, String output) {}

    private ChildJvm(boolean modules) {
        this.modules = modules;
        // Neither the user's cache nor what the tests themselves were given.
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().remove("JDK_JAVA_OPTIONS");
    }

    static ChildJvm withClassPath() {
        return new ChildJvm(false);
    }

    static ChildJvm withModulePath() {
        return new ChildJvm(true);
    }

    /** The jar with the library of this platform, or the folder that becomes the jar. */
    static Path nativeJar() {
        var platform = Platform.current();
        var resource = "META-INF/jwasi/" + platform.classifier() + "/" + platform.libraryName();
        var loader = Objects.requireNonNull(ChildJvm.class.getClassLoader());
        return root(Objects.requireNonNull(loader.getResource(resource), resource), resource);
    }

    /** The classes of this module, without its tests. */
    static Path classes() {
        return CLASSES;
    }

    static Path jspecify() {
        return JSPECIFY;
    }

    static Path testClasses() {
        return TEST_CLASSES;
    }

    ChildJvm classPath(Path... entries) {
        classPath.addAll(Arrays.asList(entries));
        return this;
    }

    ChildJvm modulePath(Path... entries) {
        modulePath.addAll(Arrays.asList(entries));
        return this;
    }

    ChildJvm property(String name, Object value) {
        return option("-D" + name + "=" + value);
    }

    ChildJvm option(String option) {
        options.add(option);
        return this;
    }

    ChildJvm without(String variable) {
        builder.environment().remove(variable);
        return this;
    }

    ChildJvm with(String variable, Object value) {
        builder.environment().put(variable, value.toString());
        return this;
    }

    ChildJvm in(Path folder) {
        builder.directory(folder.toFile());
        return this;
    }

    /** Which classes of the tests are in the module: by default all. */
    ChildJvm patch(Path folder) {
        patch = folder;
        return this;
    }

    ChildJvm withoutNativeAccess() {
        nativeAccess = false;
        return this;
    }

    /** The words before those of Java. */
    ChildJvm under(String... words) {
        wrapper.addAll(Arrays.asList(words));
        return this;
    }

    Process start(Class<?> main, String... arguments) throws IOException {
        var command = new ArrayList<>(wrapper);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (nativeAccess) {
            command.add("--enable-native-access=" + (modules ? "io.github.jwasi.bindings" : "ALL-UNNAMED"));
        }
        command.addAll(options);
        command.addAll(modules ? modulePath() : List.of());
        var classes = modules ? Stream.<Path>empty() : Stream.of(CLASSES, TEST_CLASSES);
        command.addAll(List.of("--class-path", joined(Stream.concat(classes, classPath.stream()))));
        command.addAll(
                modules ? List.of("--module", "io.github.jwasi.bindings/" + main.getName()) : List.of(main.getName()));
        command.addAll(Arrays.asList(arguments));
        return builder.command(command).start();
    }

    Result run(Class<?> main, String... arguments) throws IOException, InterruptedException {
        return finish(start(main, arguments));
    }

    static Result finish(Process process) throws IOException, InterruptedException {
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    private List<String> modulePath() {
        return List.of(
                "--module-path", joined(modulePath.stream()), "--patch-module", "io.github.jwasi.bindings=" + patch);
    }

    private static String joined(Stream<Path> entries) {
        return entries.map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static Path root(Class<?> type, String file) {
        return root(
                Objects.requireNonNull(type.getResource(file), file),
                type.getPackageName().replace('.', '/') + "/" + file);
    }

    /** The jar or the folder that has a resource. */
    private static Path root(URL url, String resource) {
        try {
            if (url.openConnection() instanceof JarURLConnection jar) {
                return Path.of(jar.getJarFileURL().toURI());
            }
            var text = url.toString();
            return Path.of(new URI(text.substring(0, text.length() - resource.length())));
        } catch (IOException | URISyntaxException e) {
            throw new AssertionError(url.toString(), e);
        }
    }
}
