package io.github.jwasi;

import java.io.OutputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The options of a {@link WASI}.
 *
 * @see <a href="https://nodejs.org/api/wasi.html#new-wasioptions">Node: new WASI(options)</a>
 */
public final class WasiBuilder {
    record Preopen(String guest, Path host, WASI.Access access) {}

    private WASI.@Nullable Version version;
    private List<String> args = List.of();
    private final Map<String, String> env = new LinkedHashMap<>();
    private final Map<String, Preopen> preopens = new LinkedHashMap<>();
    private boolean returnOnExit = true;
    private Input stdin = Input.inherit();
    private Output stdout = Output.inherit();
    private Output stderr = Output.inherit();
    private @Nullable InstantSource clock;
    private @Nullable Supplier<RandomGenerator> random;

    WasiBuilder() {}

    /** A copy, which no later call of the other changes. */
    private WasiBuilder(WasiBuilder other) {
        version = other.version;
        args = other.args;
        env.putAll(other.env);
        preopens.putAll(other.preopens);
        returnOnExit = other.returnOnExit;
        stdin = other.stdin;
        stdout = other.stdout;
        stderr = other.stderr;
        clock = other.clock;
        random = other.random;
    }

    /**
     * The version of WASI that the module was compiled for. It has to be set.
     *
     * @param version the version
     * @return this
     */
    public WasiBuilder version(WASI.Version version) {
        this.version = Objects.requireNonNull(version, "version");
        return this;
    }

    /**
     * The version by the text that Node takes.
     *
     * @param version {@code preview1} or {@code unstable}
     * @return this
     * @throws IllegalArgumentException if it is another text
     */
    public WasiBuilder version(String version) {
        return version(WASI.Version.of(version));
    }

    /**
     * The arguments. Default: none.
     *
     * @param args the first is the name of the program
     * @return this
     */
    public WasiBuilder args(String... args) {
        return args(Arrays.asList(Objects.requireNonNull(args, "args")));
    }

    /**
     * The arguments. Default: none.
     *
     * @param args the first is the name of the program
     * @return this
     * @throws IllegalArgumentException if one contains a NUL
     */
    public WasiBuilder args(List<String> args) {
        var copy = new ArrayList<String>(Objects.requireNonNull(args, "args"));
        for (int i = 0; i < copy.size(); i++) {
            requireNoNul("args[" + i + "]", copy.get(i));
        }
        this.args = copy;
        return this;
    }

    /**
     * Adds a variable to the environment. Default: none; nothing of the host's environment is seen.
     *
     * @param name without {@code =}
     * @param value its value
     * @return this
     * @throws IllegalArgumentException if one contains a NUL, or the name is empty or contains a {@code =}
     */
    public WasiBuilder env(String name, String value) {
        requireNoNul("the name of a variable", Objects.requireNonNull(name, "name"));
        requireNoNul("env." + name, value);
        if (name.isEmpty() || name.contains("=")) {
            throw new IllegalArgumentException("env: \"" + name + "\" is no name of a variable");
        }
        env.put(name, value);
        return this;
    }

    /**
     * Adds variables to the environment.
     *
     * @param env values by name
     * @return this
     * @throws IllegalArgumentException as for {@link #env(String, String)}
     */
    public WasiBuilder env(Map<String, String> env) {
        Objects.requireNonNull(env, "env").forEach(this::env);
        return this;
    }

    /**
     * Opens a directory of the host to the guest, for reading and writing.
     *
     * @param guest how the guest calls it, for example {@code /sandbox}; the guest gets it as descriptor 3, the next as
     *     4 and so on
     * @param host a directory
     * @return this
     */
    public WasiBuilder preopen(String guest, Path host) {
        return preopen(guest, host, WASI.Access.READ_WRITE);
    }

    /**
     * Opens a directory of the host to the guest.
     *
     * @param guest how the guest calls it
     * @param host a directory
     * @param access what the guest may do in it
     * @return this
     * @throws IllegalArgumentException if {@code guest} is empty, contains a NUL or is given twice
     */
    public WasiBuilder preopen(String guest, Path host, WASI.Access access) {
        requireNoNul("the guest's name of a preopen", Objects.requireNonNull(guest, "guest"));
        var preopen =
                new Preopen(guest, Objects.requireNonNull(host, "host"), Objects.requireNonNull(access, "access"));
        if (guest.isEmpty()) {
            throw new IllegalArgumentException("preopens: the guest's name of " + host + " is empty");
        }
        if (preopens.putIfAbsent(guest, preopen) != null) {
            throw new IllegalArgumentException("preopens: \"" + guest + "\" is given twice");
        }
        return this;
    }

    /**
     * Opens directories of the host to the guest, for reading and writing.
     *
     * @param preopens hosts' directories by the guest's names, opened in the order of the map
     * @return this
     */
    public WasiBuilder preopens(Map<String, Path> preopens) {
        Objects.requireNonNull(preopens, "preopens").forEach(this::preopen);
        return this;
    }

    /**
     * Whether {@link WASI#start} returns the code when the guest exits. Default: true. If not, a guest that calls
     * {@code proc_exit} in {@link WASI#start} or {@link WASI#initialize} ends the JVM by {@link System#exit}, which runs
     * its shutdown hooks, with {@link ExitStatus#of}, which is never 0 for a code that is not; {@link WASI#start} returns
     * 0, where {@code _start} returns. A function of the guest that Java calls afterwards throws an {@link ExitException}
     * in both cases.
     *
     * @param returnOnExit false to end the JVM
     * @return this
     */
    public WasiBuilder returnOnExit(boolean returnOnExit) {
        this.returnOnExit = returnOnExit;
        return this;
    }

    /**
     * Where the guest's stdin comes from. Default: {@link Input#inherit()}.
     *
     * @param stdin the input
     * @return this
     */
    public WasiBuilder stdin(Input stdin) {
        this.stdin = Objects.requireNonNull(stdin, "stdin");
        return this;
    }

    /**
     * Where the guest's stdout goes. Default: {@link Output#inherit()}.
     *
     * @param stdout the output
     * @return this
     */
    public WasiBuilder stdout(Output stdout) {
        this.stdout = Objects.requireNonNull(stdout, "stdout");
        return this;
    }

    /**
     * Where the guest's stdout goes.
     *
     * @param stdout as in {@link Output#to(OutputStream)}
     * @return this
     */
    public WasiBuilder stdout(OutputStream stdout) {
        return stdout(Output.to(stdout));
    }

    /**
     * Where the guest's stderr goes. Default: {@link Output#inherit()}.
     *
     * @param stderr the output
     * @return this
     */
    public WasiBuilder stderr(Output stderr) {
        this.stderr = Objects.requireNonNull(stderr, "stderr");
        return this;
    }

    /**
     * Where the guest's stderr goes.
     *
     * @param stderr as in {@link Output#to(OutputStream)}
     * @return this
     */
    public WasiBuilder stderr(OutputStream stderr) {
        return stderr(Output.to(stderr));
    }

    /**
     * The guest's realtime clock. Default: that of the machine.
     *
     * <p>The guest's sleeps, and its monotonic clock, go by the machine's time none the less, unless this is a
     * {@link VirtualClock}: then the guest has no other time. The times of files always are the machine's.
     *
     * <p>It is asked on the thread that runs the guest, and must not use the guest's store. What it throws ends the guest
     * and comes out of the call into the guest; so does an {@link IllegalStateException} where it shows a time before 1970
     * or after 2554, which WASI does not know.
     *
     * @param clock for example {@link java.time.Clock#fixed} or a {@link VirtualClock}
     * @return this
     */
    public WasiBuilder clock(InstantSource clock) {
        this.clock = Objects.requireNonNull(clock, "clock");
        return this;
    }

    /**
     * Where the guest's random numbers come from. Default: from the machine's secure source.
     *
     * <p>It is asked on the thread that runs the guest, and must not use the guest's store. What it throws ends the guest
     * and comes out of the call into the guest.
     *
     * @param random used by every WASI that the builder builds
     * @return this
     */
    public WasiBuilder random(RandomGenerator random) {
        Objects.requireNonNull(random, "random");
        this.random = () -> random;
        return this;
    }

    /**
     * Gives each guest the same random numbers, whichever machine and version of Java it runs on: those of
     * {@link java.util.Random}. They are not for secrets.
     *
     * <p>With a {@link VirtualClock} and the same arguments, streams and files a guest of one thread then does the same in
     * each run.
     *
     * @param seed what to begin with
     * @return this
     */
    public WasiBuilder randomSeed(long seed) {
        random = () -> new Random(seed);
        return this;
    }

    /**
     * Builds the WASI, for which the directories and files are opened. The builder may be used on, for others.
     *
     * @return the WASI, to be closed by the caller
     * @throws IllegalArgumentException if no version was set
     * @throws java.io.UncheckedIOException if a directory or file cannot be opened
     * @throws io.github.jwasi.spi.NativeLibraryException if the native library cannot be loaded
     */
    public WASI build() {
        version();
        NativeAccess.require();
        return new WASI(new WasiBuilder(this));
    }

    private static void requireNoNul(String what, String text) {
        if (Objects.requireNonNull(text, what).indexOf('\0') >= 0) {
            throw new IllegalArgumentException(what + " contains a NUL");
        }
    }

    /** Empties Java's buffers for the outputs that the guest shares with it, so that the order is kept. */
    void flushInherited() {
        if (stdout instanceof Output.Inherit) {
            System.out.flush();
        }
        if (stderr instanceof Output.Inherit) {
            System.err.flush();
        }
    }

    WASI.Version version() {
        if (version == null) {
            throw new IllegalArgumentException("options.version is required");
        }
        return version;
    }

    List<String> args() {
        return args;
    }

    Map<String, String> env() {
        return env;
    }

    List<Preopen> preopens() {
        return List.copyOf(preopens.values());
    }

    Optional<InstantSource> clock() {
        return Optional.ofNullable(clock);
    }

    Optional<RandomGenerator> random() {
        return Optional.ofNullable(random).map(Supplier::get);
    }

    boolean returnOnExit() {
        return returnOnExit;
    }

    Input stdin() {
        return stdin;
    }

    Output stdout() {
        return stdout;
    }

    Output stderr() {
        return stderr;
    }
}
