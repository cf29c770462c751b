package io.github.jwasi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A program that calls guests, and nothing before, where the stack ends: from the deepest Java frame and from each above it.
 * What can go wrong there goes wrong at the first time, so it needs a JVM of its own.
 */
final class EndOfStack {
    private static final String GUEST = """
            (module
              (import "host" "call" (func $host))
              (func (export "return"))
              (func (export "trap") unreachable)
              (func (export "throw") (call $host)))
            """;

    private final Module module = WebAssembly.compileText(GUEST);
    private final HostFunction host = HostFunction.of(FunctionType.of(), (caller, arguments) -> overflow(0));
    private final Instance instance = instantiate();

    private EndOfStack() {}

    /**
     * Calls the guest.
     *
     * @param arguments what to do ({@code return}, {@code trap}, {@code throw}, {@code instantiate}), and the KiB of stack
     */
    public static void main(String[] arguments) throws InterruptedException {
        var failure = new AtomicReference<Throwable>();
        var thread = new Thread(null, () -> run(arguments[0]), "small", Long.parseLong(arguments[1]) * 1024);
        thread.setUncaughtExceptionHandler((which, thrown) -> failure.set(thrown));
        thread.start();
        thread.join();
        assertThat(failure.get()).isNull();
        System.out.println("survived");
    }

    private static void run(String action) {
        var stack = new EndOfStack();
        int calls = stack.callAtEveryDepth(stack.action(action));
        assertThat(calls).isGreaterThan(1000);
        var elsewhere = new Thread(stack::check);
        elsewhere.start();
        join(elsewhere);
        stack.check();
        stack.instance.close();
        stack.module.close();
    }

    private Runnable action(String name) {
        if (name.equals("instantiate")) {
            return () -> instantiate().close();
        }
        var function = instance.function(name);
        return function::call;
    }

    private Instance instantiate() {
        return WebAssembly.instantiate(module, Map.of("host", Map.of("call", host)));
    }

    @SuppressWarnings("InfiniteRecursion") // which is the point
    private int callAtEveryDepth(Runnable call) {
        int below = 0;
        try {
            below = callAtEveryDepth(call);
        } catch (StackOverflowError deepest) {
            // Now the way back up begins.
        }
        try {
            call.run();
        } catch (TrapException | StackOverflowError expected) {
            // Refused, or the end of the stack.
        }
        return below + 1;
    }

    private static Object overflow(int depth) {
        return depth < 0 ? depth : overflow(depth + 1).hashCode() + depth;
    }

    /** Everything is as before. */
    private void check() {
        instance.function("return").call();
        assertThatThrownBy(() -> instance.function("trap").call()).isInstanceOfSatisfying(TrapException.class, e -> {
            assertThat(e.trap()).isEqualTo(Trap.UNREACHABLE);
            assertThat(e.frames()).hasSize(1);
        });
        assertThatThrownBy(() -> instance.function("throw").call()).isInstanceOf(StackOverflowError.class);
        instantiate().close();
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
