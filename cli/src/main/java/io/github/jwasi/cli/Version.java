package io.github.jwasi.cli;

import io.github.jwasi.Engine;
import picocli.CommandLine.IVersionProvider;

/** What {@code jwasi --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var module = Version.class.getModule().getDescriptor();
        var own = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "jwasi "
                    + (own != null
                            ? own
                            : module == null
                                    ? "(development)"
                                    : module.rawVersion().orElse("(development)")),
            "wasmtime " + Engine.version(),
            System.getProperty("os.name") + " on " + System.getProperty("os.arch") + ", Java " + Runtime.version()
        };
    }
}
