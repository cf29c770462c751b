package @NAME@;

import io.github.jwasi.spi.NativeLibraryJar;
import java.io.InputStream;

/** Reads the files of this jar for the loader of the library, which may be in another class loader. */
public final class Jar implements NativeLibraryJar {
    /** For the service loader. */
    public Jar() {}

    @Override
    public InputStream open(String name) {
        return Jar.class.getResourceAsStream("/" + name);
    }
}
