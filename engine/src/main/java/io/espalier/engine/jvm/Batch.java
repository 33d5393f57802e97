package io.espalier.engine.jvm;

import io.espalier.kernel.Kernels;

/**
 * The examples of one pass.
 *
 * @param inputs example-major, {@code [count, inputSize]}, with room for one block of the kernels
 *     behind
 * @param training whether a batch norm normalises by this batch
 */
record Batch(float[] inputs, int count, boolean training) {
  /** A batch of this many examples, yet to be filled. */
  static Batch of(int count, int inputSize, boolean training) {
    return new Batch(
        new float[Math.multiplyExact(count, inputSize) + Kernels.BLOCK], count, training);
  }

  /** Some of these examples. */
  static Batch of(float[] examples, int inputSize, int first, int count, boolean training) {
    Batch batch = of(count, inputSize, training);
    System.arraycopy(examples, first * inputSize, batch.inputs(), 0, count * inputSize);
    return batch;
  }

  /** The number of lanes in every feature-major array. */
  int lanes() {
    return Kernels.lanes(count);
  }
}
