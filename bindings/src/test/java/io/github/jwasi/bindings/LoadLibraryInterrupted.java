package io.github.jwasi.bindings;

/** A program for {@link ChildJvm}: loads the library on a thread that somebody has interrupted. */
final class LoadLibraryInterrupted {
    private LoadLibraryInterrupted() {}

    public static void main(String[] arguments) {
        Thread.currentThread().interrupt();
        System.out.println("loaded " + NativeLibrary.engineVersion());
        System.out.println(Thread.interrupted() ? "still interrupted" : "no longer interrupted");
    }
}
