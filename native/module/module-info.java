/** The native library of jwasi for one platform. */
module @NAME@ {
    requires io.github.jwasi.bindings;

    provides io.github.jwasi.spi.NativeLibraryJar with
            @NAME@.Jar;
}
