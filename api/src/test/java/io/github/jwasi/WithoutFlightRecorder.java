package io.github.jwasi;

/** A program that does all that there is an event for. */
final class WithoutFlightRecorder {
    private WithoutFlightRecorder() {}

    public static void main(String[] arguments) {
        System.out.println(
                "jdk.jfr is there: " + ModuleLayer.boot().findModule("jdk.jfr").isPresent());
        try (var module = WebAssembly.compileText("(module (func (export \"f\") unreachable))");
                var instance = module.link().instantiate(StoreOptions.DEFAULT.withMaxMemory(1))) {
            instance.function("f").call();
        } catch (TrapException e) {
            System.out.println(e.trap());
        }
        try (var module = WebAssembly.compileText(Guests.exiting(7));
                var wasi = WASI.builder().version(WASI.Version.PREVIEW1).build();
                var instance = WebAssembly.instantiate(module, wasi.getImportObject())) {
            System.out.println(wasi.start(instance));
        }
    }
}
