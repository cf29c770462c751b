import io.github.jwasi.cli.StderrLoggerFinder;
import org.jspecify.annotations.NullMarked;

/** The command {@code jwasi}. */
@NullMarked
module io.github.jwasi.cli {
    requires info.picocli;
    requires io.github.jwasi;
    requires static org.jspecify;

    provides System.LoggerFinder with
            StderrLoggerFinder;
}
