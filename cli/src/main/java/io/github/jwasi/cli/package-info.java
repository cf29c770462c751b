/** The command {@code jwasi}: runs, compiles and inspects WebAssembly programs. */
package io.github.jwasi.cli;
