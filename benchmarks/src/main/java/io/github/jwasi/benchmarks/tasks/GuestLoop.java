package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Program;
import io.github.jwasi.benchmarks.peers.Setup;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A function of the guest that does something many times, with its argument the size or the count. */
final class GuestLoop {
    private GuestLoop() {}

    static Operation prepare(Program program, Task task) throws IOException {
        var directory = task.find("directory").map(Path::of);
        var guest = program.instantiate(new Setup(List.of("guest"), directory, Optional.empty(), true));
        var export = task.get("export");
        var loop = guest.loop(export);
        int small = (int) task.number("small");
        long given = loop.applyAsLong(small);
        if (given < 0 && task.find("directory").isPresent()) {
            throw new UnsupportedOperationException("gives the guest WASI's error " + -given);
        }
        WrongResultException.check(export + "(" + small + ")", task.number("result"), given);
        int argument = (int) task.number("argument");
        return () -> loop.applyAsLong(argument);
    }
}
