package io.github.jwasi.bindings;

/** A program for {@link ChildJvm}. */
final class PrintCacheFolder {
    private PrintCacheFolder() {}

    public static void main(String[] arguments) {
        System.out.println(CacheFolder.path());
    }
}
