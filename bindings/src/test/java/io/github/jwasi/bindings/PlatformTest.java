package io.github.jwasi.bindings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlatformTest {
    @ParameterizedTest
    @CsvSource({
        "linux, x86_64, false, linux-x86_64, libjwasi.so, linux on x86_64 with glibc",
        "linux, x86_64, true, linux-x86_64-musl, libjwasi.so, linux on x86_64 with musl",
        "linux, aarch_64, false, linux-aarch_64, libjwasi.so, linux on aarch_64 with glibc",
        "osx, aarch_64, false, osx-aarch_64, libjwasi.dylib, osx on aarch_64",
        "windows, x86_64, false, windows-x86_64, jwasi.dll, windows on x86_64",
    })
    void names(String os, String cpu, boolean musl, String classifier, String library, String description) {
        var platform = new Platform(os, cpu, musl);
        assertThat(platform.classifier()).isEqualTo(classifier);
        assertThat(platform.libraryName()).isEqualTo(library);
        assertThat(platform.description()).isEqualTo(description);
    }

    @Test
    void thisOneIsThatOfThePackagedLibrary() {
        assertThat(ChildJvm.nativeJar()).exists();
    }

    @ParameterizedTest
    @CsvSource({
        "Linux, amd64, linux, x86_64",
        "Linux, aarch64, linux, aarch_64",
        "Mac OS X, x86_64, osx, x86_64",
        "Mac OS X, aarch64, osx, aarch_64",
        "Windows Server 2022, amd64, windows, x86_64",
        "FreeBSD, riscv64, freebsd, riscv64",
    })
    void followsTheNamesOfTheJvm(String osName, String osArch, String os, String cpu) {
        var platform = Platform.of(osName, osArch, false);
        assertThat(platform.os()).isEqualTo(os);
        assertThat(platform.cpu()).isEqualTo(cpu);
    }
}
