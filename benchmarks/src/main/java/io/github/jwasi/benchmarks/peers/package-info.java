/** One adapter for each runtime, each the way that runtime's own documentation recommends. */
@NullMarked
package io.github.jwasi.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
