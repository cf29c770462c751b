package io.github.jwasi.cli;

import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/**
 * Writes warnings and errors to stderr, one a line.
 *
 * @param name its name
 */
record StderrLogger(String name) implements System.Logger {
    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level.getSeverity() >= Level.WARNING.getSeverity() && level != Level.OFF;
    }

    @Override
    public void log(Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            System.err.println("jwasi: " + message + (thrown == null ? "" : ": " + thrown));
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, String format, @Nullable Object @Nullable ... params) {
        if (isLoggable(level)) {
            var message = params == null || params.length == 0 ? format : MessageFormat.format(format, params);
            log(level, bundle, message, (Throwable) null);
        }
    }
}
