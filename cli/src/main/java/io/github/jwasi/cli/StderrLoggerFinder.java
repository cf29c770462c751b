package io.github.jwasi.cli;

/** Makes the library's warnings look like the messages of the command. */
public final class StderrLoggerFinder extends System.LoggerFinder {
    /** For the service loader. */
    public StderrLoggerFinder() {}

    @Override
    public System.Logger getLogger(String name, Module module) {
        return new StderrLogger(name);
    }
}
