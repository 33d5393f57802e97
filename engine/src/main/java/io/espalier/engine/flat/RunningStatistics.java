package io.espalier.engine.flat;

import io.espalier.model.layer.BatchNorm;
import java.nio.FloatBuffer;
import java.util.function.LongSupplier;

/**
 * What a batch norm keeps of the batches it has seen, and what it saw in the last one.
 *
 * @param name of the batch norm
 * @param mean running mean {@code [channels]}
 * @param variance running variance {@code [channels]}
 * @param batchMean mean of the last differentiated batch {@code [channels]}
 * @param batchVariance its biased variance {@code [channels]}
 * @param values gives the number of values of one channel in that batch
 */
public record RunningStatistics(
    String name,
    FloatBuffer mean,
    FloatBuffer variance,
    FloatBuffer batchMean,
    FloatBuffer batchVariance,
    LongSupplier values) {
  /**
   * Moves the running statistics towards those of the last batch, as PyTorch does: the variance
   * towards the unbiased one.
   *
   * @throws IllegalArgumentException for a batch of one value a channel, which has no variance
   */
  public void move() {
    long count = values.getAsLong();
    if (count < 2) {
      throw new IllegalArgumentException(
          name + ": " + count + " value of a channel in a batch (expected: >= 2; a larger batch)");
    }
    float share = (float) BatchNorm.MOMENTUM;
    float rest = 1 - share;
    float unbiased = (float) count / (count - 1);
    for (int i = 0; i < mean.capacity(); i++) {
      mean.put(i, rest * mean.get(i) + share * batchMean.get(i));
      variance.put(i, rest * variance.get(i) + share * (unbiased * batchVariance.get(i)));
    }
  }
}
