/** The arithmetic of training on the CPU's vector units, and the same bits in plain Java. */
@org.jspecify.annotations.NullMarked
package io.espalier.kernel;
