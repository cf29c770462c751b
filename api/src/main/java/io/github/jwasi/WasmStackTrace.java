package io.github.jwasi;

import io.github.jwasi.bindings.Wasmtime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts a guest's frames into the stack trace of an exception, between those of Java that called it and that it called. */
final class WasmStackTrace {
    /** What is between the guest and the method of the API that was called, of no use to whoever reads a trace. */
    private static final Set<String> INTERNAL = Set.of(
            CallStack.class.getName(),
            EarlyLinking.class.getName(),
            Exceptions.class.getName(),
            FailureReader.class.getName(),
            HostException.class.getName(),
            Interrupt.class.getName(),
            Linking.class.getName(),
            NativeFailure.class.getName(),
            StackShortage.class.getName(),
            Store.class.getName(),
            TrapException.class.getName(),
            WasmStackTrace.class.getName());

    private static final String BINDINGS = Wasmtime.class.getPackageName() + ".";

    private WasmStackTrace() {}

    /** Does once what links lambdas and the like, where there is stack for it. */
    static void link() {
        var line = new SourceLine(Optional.empty(), Optional.empty(), 0, 0);
        var unknown = new WasmFrame(Optional.empty(), Optional.empty(), 0, 0, 0, List.of());
        var known = new WasmFrame(Optional.empty(), Optional.empty(), 0, 0, 0, List.of(line));
        insert(new Throwable(), List.of(unknown, known));
        begin(new Throwable(), List.of(unknown, known));
    }

    /** Of an exception made here, where the call has come back: on top. */
    static void begin(Throwable made, List<WasmFrame> frames) {
        var java = made.getStackTrace();
        made.setStackTrace(joined(List.of(), frames, Arrays.asList(java).subList(internal(java), java.length)));
    }

    /** How many elements on top are of the library. */
    private static int internal(StackTraceElement[] trace) {
        int count = 0;
        while (count < trace.length && isInternal(trace[count])) {
            count++;
        }
        return count;
    }

    private static boolean isInternal(StackTraceElement element) {
        return INTERNAL.contains(element.getClassName())
                || element.getClassName().startsWith(BINDINGS);
    }

    /**
     * Of an exception that the guest's callees threw, on this thread: above those that are here now.
     *
     * @return false if it was made on another thread or before the call, or has no trace
     */
    static boolean insert(Throwable thrown, List<WasmFrame> frames) {
        var here = new Throwable().getStackTrace();
        var callers = Arrays.asList(here).subList(internal(here), here.length);
        var trace = Arrays.asList(thrown.getStackTrace());
        int at = trace.size() - callers.size();
        if (at < 0 || !sameMethods(trace.subList(at, trace.size()), callers)) {
            return false;
        }
        while (at > 0 && isInternal(trace.get(at - 1))) {
            at--;
        }
        thrown.setStackTrace(joined(trace.subList(0, at), frames, trace.subList(at, trace.size())));
        return true;
    }

    private static boolean sameMethods(List<StackTraceElement> one, List<StackTraceElement> other) {
        for (int i = 0; i < one.size(); i++) {
            if (!one.get(i).getClassName().equals(other.get(i).getClassName())
                    || !one.get(i).getMethodName().equals(other.get(i).getMethodName())) {
                return false;
            }
        }
        return !one.isEmpty();
    }

    private static StackTraceElement[] joined(
            List<StackTraceElement> callees, List<WasmFrame> frames, List<StackTraceElement> callers) {
        var all = new ArrayList<>(callees);
        frames.forEach(frame -> frame.toStackTraceElements().forEach(all::add));
        all.addAll(callers);
        return all.toArray(StackTraceElement[]::new);
    }
}
