import org.jspecify.annotations.NullMarked;

/** The command {@code jwasi}. */
@NullMarked
module io.github.jwasi.cli {
    requires info.picocli;
    requires io.github.jwasi;
    requires static org.jspecify;

    // picocli sets the fields of the commands.
    opens io.github.jwasi.cli to
            info.picocli;
}
