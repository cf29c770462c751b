/** What is measured of a runtime inside of the JVM, in a process of that runtime. */
@NullMarked
package io.github.jwasi.benchmarks.tasks;

import org.jspecify.annotations.NullMarked;
