package io.espalier.engine.jvm.stage;

import io.espalier.kernel.Kernels;
import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/**
 * The examples of one pass.
 *
 * @param inputs example-major, {@code [count, inputSize]}, with room for one block of the kernels
 *     after them
 * @param training whether a batch norm normalises by this batch
 * @param noise what layers draw from in this iteration of a training; null outside of one
 */
public record Batch(float[] inputs, int count, boolean training, @Nullable RandomSource noise) {
  /** A batch of this many examples, yet to be filled. */
  public static Batch of(int count, int inputSize, boolean training) {
    return new Batch(
        new float[Math.multiplyExact(count, inputSize) + Kernels.BLOCK], count, training, null);
  }

  /** Some of these examples. */
  public static Batch of(float[] examples, int inputSize, int first, int count, boolean training) {
    Batch batch = of(count, inputSize, training);
    System.arraycopy(examples, first * inputSize, batch.inputs(), 0, count * inputSize);
    return batch;
  }

  /** The same arrays in an iteration of a training. */
  public Batch drawing(@Nullable RandomSource from) {
    return new Batch(inputs, count, training, from);
  }

  /** The number of lanes in every feature-major array. */
  public int lanes() {
    return Kernels.lanes(count);
  }
}
