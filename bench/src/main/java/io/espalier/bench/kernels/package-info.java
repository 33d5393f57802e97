/** Benchmarks of the kernels for JMH, at the shapes of LeNet-300-100 and Conv-4. */
package io.espalier.bench.kernels;
