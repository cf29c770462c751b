/** How fast jwasi is, beside others in the same run. */
@NullMarked
package io.github.jwasi.benchmarks;

import org.jspecify.annotations.NullMarked;
