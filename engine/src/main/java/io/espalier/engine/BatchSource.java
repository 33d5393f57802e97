package io.espalier.engine;

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
}
