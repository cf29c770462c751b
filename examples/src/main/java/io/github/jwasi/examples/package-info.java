/** Small programs that show how guests are run. Each is run by a test. */
@NullMarked
package io.github.jwasi.examples;

import org.jspecify.annotations.NullMarked;
