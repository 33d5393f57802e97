package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;

/**
 * The examples of one pass.
 *
 * @param inputs example-major, {@code [count, inputSize]}, with room for one block of the kernels
 *     behind
 */
record Batch(float[] inputs, int count) {
  /** A batch of this many examples, yet to be filled. */
  static Batch of(int count, int inputSize) {
    return new Batch(new float[Math.multiplyExact(count, inputSize) + Kernels.BLOCK], count);
  }

  /** The number of lanes in every feature-major array. */
  int lanes() {
    return Kernels.lanes(count);
  }
}
