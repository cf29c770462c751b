module com.example.provider {
    requires io.github.jwasi.bindings;

    provides io.github.jwasi.spi.NativeLibraryProvider with
            com.example.provider.Elsewhere;
}
