/** Compares runtimes for WASI on the JVM: drives the processes that measure, and writes down what they found. */
@NullMarked
package io.github.jwasi.benchmarks;

import org.jspecify.annotations.NullMarked;
