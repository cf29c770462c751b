/** How the native library is found, for those who bring their own, and what goes wrong with it. */
@NullMarked
package io.github.jwasi.spi;

import org.jspecify.annotations.NullMarked;
