package io.github.jwasi.bindings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * An operating system, a CPU and, on Linux, a C library.
 *
 * @param os {@code linux}, {@code osx}, {@code windows}, or what the JVM calls another
 * @param cpu {@code x86_64}, {@code aarch_64}, or what the JVM calls another
 * @param musl whether the C library is musl and not glibc
 */
public record Platform(String os, String cpu, boolean musl) {
    /** The platform that this JVM runs on. */
    public static Platform current() {
        var os = System.getProperty("os.name");
        return of(os, System.getProperty("os.arch"), os.equals("Linux") && isMusl());
    }

    /** The platform for which a JVM has these system properties. */
    static Platform of(String osName, String osArch, boolean musl) {
        return new Platform(os(osName.toLowerCase(Locale.ROOT)), cpu(osArch.toLowerCase(Locale.ROOT)), musl);
    }

    private static String os(String name) {
        if (name.startsWith("mac") || name.startsWith("darwin")) {
            return "osx";
        }
        return name.startsWith("windows") ? "windows" : name;
    }

    private static String cpu(String arch) {
        return switch (arch) {
            case "amd64", "x86_64", "x64" -> "x86_64";
            case "aarch64", "arm64" -> "aarch_64";
            default -> arch;
        };
    }

    /** A JVM maps the C library that it was linked with into its memory. */
    private static boolean isMusl() {
        try {
            return Files.readString(Path.of("/proc/self/maps"), StandardCharsets.ISO_8859_1)
                    .contains("/ld-musl-");
        } catch (IOException e) {
            return false;
        }
    }

    /** For messages. */
    String description() {
        return os + " on " + cpu + (os.equals("linux") ? musl ? " with musl" : " with glibc" : "");
    }

    /** The classifier of the jar with the library, as os-maven-plugin forms it: for example {@code linux-x86_64}. */
    public String classifier() {
        return os + "-" + cpu + (musl ? "-musl" : "");
    }

    /** The library's file name: for example {@code libjwasi.so}. */
    public String libraryName() {
        return switch (os) {
            case "windows" -> "jwasi.dll";
            case "osx" -> "libjwasi.dylib";
            default -> "libjwasi.so";
        };
    }
}
