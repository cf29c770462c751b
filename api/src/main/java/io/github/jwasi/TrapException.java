package io.github.jwasi;

import static java.util.stream.Collectors.joining;

import java.util.List;

/**
 * A guest was stopped: by an instruction that may not go on, by a limit or from outside.
 *
 * <p>Its stack trace has the guest's frames above those of Java that called it.
 *
 * <p>The store stays usable, but a guest that was stopped half-way may have left its own data half-written.
 */
public final class TrapException extends WebAssemblyException {
    private static final long serialVersionUID = 1;

    private final Trap trap;

    @SuppressWarnings("serial") // an immutable list of Java's, which can be serialised
    private final List<WasmFrame> frames;

    TrapException(Trap trap, String message, List<WasmFrame> frames) {
        super(message);
        this.trap = trap;
        this.frames = List.copyOf(frames);
        WasmStackTrace.begin(this, frames);
    }

    /**
     * Why the guest was stopped.
     *
     * @return the kind of the trap
     */
    public Trap trap() {
        return trap;
    }

    /**
     * The guest's calls at that moment, innermost first.
     *
     * @return the frames, empty where no wasm ran
     */
    public List<WasmFrame> frames() {
        return frames;
    }

    /**
     * The frames as text.
     *
     * @return one indented line for each frame
     */
    public String wasmStackTrace() {
        return frames().stream().map(frame -> "    at " + frame).collect(joining("\n"));
    }
}
