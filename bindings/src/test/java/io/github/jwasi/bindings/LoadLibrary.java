package io.github.jwasi.bindings;

/** A program for {@link ChildJvm}: loads the library twice and says what came of it. */
final class LoadLibrary {
    private LoadLibrary() {}

    public static void main(String[] arguments) {
        load();
        load();
    }

    private static void load() {
        try {
            NativeLibrary.load();
            System.out.println("loaded " + NativeLibrary.engineVersion());
        } catch (RuntimeException e) {
            System.out.println("refused " + e);
        }
    }
}
