package io.github.jwasi;

/**
 * What a module can import: something of the host, of WASI, or exported by an instance in the same store.
 *
 * @see WebAssembly#instantiate(Module, java.util.Map)
 */
public sealed interface ImportValue permits HostFunction, WasiFunction, ExportValue {}
