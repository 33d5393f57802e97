package io.espalier.engine;

import io.espalier.random.RandomSource;
import org.jspecify.annotations.Nullable;

/** Gives the batch of any iteration: a function of the iteration alone. */
public interface BatchSource {
  /** Examples in every batch. */
  int batchSize();

  /**
   * Fills one batch.
   *
   * @param inputs {@code [batchSize, C, H, W]} row-major
   * @param labels {@code [batchSize]}
   */
  void fill(long iteration, float[] inputs, int[] labels);

  /**
   * What layers draw from while they train, such as a dropout: iteration {@code i} draws from
   * {@code noise().at(i)}. Null for a network of which no layer draws.
   */
  default @Nullable RandomSource noise() {
    return null;
  }
}
