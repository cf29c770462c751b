package io.github.jwasi.benchmarks.tasks;

import io.github.jwasi.benchmarks.peers.Guest;
import io.github.jwasi.benchmarks.peers.Program;
import io.github.jwasi.benchmarks.peers.Setup;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;

/** A call of a small function of the guest. */
final class GuestCall {
    private static final int AT_ONCE = 1000;

    private GuestCall() {}

    static Operation prepare(Program program, Task task) throws IOException {
        var guest = program.instantiate(Setup.of("guest"));
        var operation = operation(guest, task.get("function"));
        // The counter starts at 0.
        WrongResultException.check("the first call", task.number("result"), operation.run());
        return operation;
    }

    private static Operation operation(Guest guest, String function) {
        return switch (function) {
            case "ints" -> ints(guest);
            case "each" -> each(guest);
            case "doubles" -> doubles(guest);
            case "mixed" -> mixed(guest);
            case "pair" -> pair(guest);
            default -> throw new IllegalArgumentException("there is no function " + function);
        };
    }

    private static Operation ints(Guest guest) {
        var function = guest.ints();
        var counter = new Counter();
        return () -> function.applyAsInt(counter.next++, 3);
    }

    /** The first result is that of {@link #ints}. */
    private static Operation each(Guest guest) {
        var a = IntStream.range(0, AT_ONCE).toArray();
        var b = new int[AT_ONCE];
        Arrays.fill(b, 3);
        var results = new int[AT_ONCE];
        return () -> {
            guest.callEach(results, a, b);
            WrongResultException.check("the last of many calls", AT_ONCE + 2, results[AT_ONCE - 1]);
            return results[0];
        };
    }

    private static Operation doubles(Guest guest) {
        var function = guest.doubles();
        var counter = new Counter();
        return () -> (long) function.applyAsDouble(counter.next++, 3.0);
    }

    private static Operation mixed(Guest guest) {
        var function = guest.mixed();
        var counter = new Counter();
        return () -> (long) function.call(counter.next++, 1L, 0.5f, 1.5);
    }

    private static Operation pair(Guest guest) {
        var function = guest.pair();
        var counter = new Counter();
        return () -> function.applyAsInt(counter.next++, 3);
    }

    /** Makes each call another one. */
    private static final class Counter {
        private int next;
    }
}
