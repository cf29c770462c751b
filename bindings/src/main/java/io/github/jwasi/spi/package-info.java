/** How the native library is found, for those who bring their own, and what goes wrong with it. */
package io.github.jwasi.spi;
